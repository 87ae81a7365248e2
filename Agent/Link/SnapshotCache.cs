using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>The last good snapshot on disk, so that an agent serves after a restart while the console is away. Sealed (AES-256-GCM) with a key that comes from the agent's own: useless without it.</summary>
/// <remarks>File: <c>HLSC1</c>, nonce (12 bytes), tag (16 bytes), ciphertext of the snapshot's JSON.</remarks>
public sealed class SnapshotCache(DataDirectory directory, AgentKeyRing keys, ILogger<SnapshotCache> log)
{
    public const string FileName = "snapshot.sealed";

    private const int nonceBytes = 12;
    private const int tagBytes = 16;

    private static ReadOnlySpan<byte> Magic => "HLSC1"u8;

    /// <summary>A failure is logged: the snapshot is in force all the same.</summary>
    public void Store(ReadOnlySpan<byte> json)
    {
        var file = new byte[Magic.Length + nonceBytes + tagBytes + json.Length];
        Magic.CopyTo(file);
        var nonce = file.AsSpan(Magic.Length, nonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using (var cipher = Cipher(keys.Current)) cipher.Encrypt(nonce, json, file.AsSpan(Magic.Length + nonceBytes + tagBytes), file.AsSpan(Magic.Length + nonceBytes, tagBytes), Magic);
        try
        {
            directory.WriteAtomically(FileName, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CacheNotWritten(directory.PathOf(FileName), e.Message);
        }
    }

    /// <summary>Null when there is none, or none that this agent sealed (which is logged).</summary>
    public byte[]? Load()
    {
        try
        {
            ReadOnlySpan<byte> file = File.ReadAllBytes(directory.PathOf(FileName));
            if (!file.StartsWith(Magic) || file.Length < Magic.Length + nonceBytes + tagBytes) throw new CryptographicException("not a sealed snapshot");
            var nonce = file.Slice(Magic.Length, nonceBytes);
            var tag = file.Slice(Magic.Length + nonceBytes, tagBytes);
            var sealedJson = file[(Magic.Length + nonceBytes + tagBytes)..];
            return Open(keys.Current, nonce, sealedJson, tag) ?? (keys.Next is { } next ? Open(next, nonce, sealedJson, tag) : null) ?? throw new CryptographicException("no key of this agent's opens it");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            log.CacheIgnored(directory.PathOf(FileName), e.Message);
            return null;
        }
    }

    /// <summary>Null when another key sealed it, or it was changed.</summary>
    private static byte[]? Open(AgentKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedJson, ReadOnlySpan<byte> tag)
    {
        var json = new byte[sealedJson.Length];
        using var cipher = Cipher(key);
        try
        {
            cipher.Decrypt(nonce, sealedJson, tag, json, Magic);
            return json;
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
            return new AesGcm(sealing, tagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sealing);
        }
    }
}
