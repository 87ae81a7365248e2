using System.Security.Cryptography;

namespace HoopLike.Agent.Link;

/// <summary>A file of the data directory that only this agent can read, and nobody else can have written: sealed (AES-256-GCM) with a key that comes from the agent's own. For one thread at a time.</summary>
/// <param name="magic">What the file is, and of which form; authenticated with it.</param>
/// <remarks>File: the magic word, nonce (12 bytes), tag (16 bytes), ciphertext.</remarks>
public sealed class SealedFile(DataDirectory directory, AgentKeyRing keys, string name, string magic)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] magic = System.Text.Encoding.ASCII.GetBytes(magic);
    private AgentKey? used;

    public string Path => directory.PathOf(name);

    /// <summary>The agent has another key than the one that sealed what is there: to be written once more before the old one is gone.</summary>
    public bool IsOfOlderKey => used is not null && !ReferenceEquals(used, keys.Current);

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Store(ReadOnlySpan<byte> content)
    {
        var key = keys.Current;
        var file = new byte[magic.Length + NonceBytes + TagBytes + content.Length];
        magic.CopyTo(file, 0);
        var nonce = file.AsSpan(magic.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using (var cipher = Cipher(key)) cipher.Encrypt(nonce, content, file.AsSpan(magic.Length + NonceBytes + TagBytes), file.AsSpan(magic.Length + NonceBytes, TagBytes), magic);
        directory.WriteAtomically(name, file);
        used = key;
    }

    /// <summary>Null when there is none.</summary>
    /// <exception cref="CryptographicException">It is none that this agent sealed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public byte[]? Load()
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(Path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        if (!file.AsSpan().StartsWith(magic) || file.Length < magic.Length + NonceBytes + TagBytes) throw new CryptographicException($"no file that begins with {System.Text.Encoding.ASCII.GetString(magic)}");
        return Open(keys.Current, file) ?? (keys.Next is { } next ? Open(next, file) : null) ?? throw new CryptographicException("no key of this agent's opens it");
    }

    /// <summary>Null when another key sealed it, or it was changed.</summary>
    private byte[]? Open(AgentKey key, byte[] file)
    {
        var body = file.AsSpan(magic.Length);
        var content = new byte[body.Length - NonceBytes - TagBytes];
        using var cipher = Cipher(key);
        try
        {
            cipher.Decrypt(body[..NonceBytes], body[(NonceBytes + TagBytes)..], body.Slice(NonceBytes, TagBytes), content, magic);
            used = key;
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Cipher(AgentKey key)
    {
        var sealing = key.DeriveSealingKey();
        try
        {
            return new AesGcm(sealing, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealing);
        }
    }
}
