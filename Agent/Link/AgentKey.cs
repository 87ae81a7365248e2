using System.Security.Cryptography;
using System.Text;

namespace HoopLike.Agent.Link;

/// <summary>The agent's own key pair (P-256), never sent anywhere: it proves the agent to the console, signs its recordings and seals its cache. Thread-safe.</summary>
public sealed class AgentKey : IDisposable
{
    private const int sealingKeyBytes = 32;
    private readonly Lock signing = new();
    private readonly ECDsa key;

    private AgentKey(ECDsa key)
    {
        this.key = key;
        var publicKey = key.ExportSubjectPublicKeyInfo();
        PublicKeyBase64 = Convert.ToBase64String(publicKey);
        KeyId = Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
    }

    /// <summary>SubjectPublicKeyInfo, DER, base64.</summary>
    public string PublicKeyBase64 { get; }

    /// <summary>First 16 hex characters of the public key's SHA-256.</summary>
    public string KeyId { get; }

    /// <summary>A new key that is nowhere but in memory.</summary>
    public static AgentKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key in a file of a data directory; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not such a key, or others may read it; the message says what to do.</exception>
    internal static AgentKey? Load(DataDirectory directory, string file)
    {
        if (!File.Exists(directory.PathOf(file))) return null;
        var pem = directory.ReadPrivate(file);
        var read = ECDsa.Create();
        try
        {
            read.ImportFromPem(pem);
            if (read.KeySize != 256) throw new CryptographicException("not P-256");
            return new AgentKey(read);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            read.Dispose();
            throw new InvalidDataException($"{directory.PathOf(file)} is not a P-256 private key. Restore it from a backup, or delete it and enrol the agent again.", e);
        }
    }

    internal void Save(DataDirectory directory, string file) => directory.WriteAtomically(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));

    /// <summary>ECDSA over SHA-256 of <paramref name="data"/>: 64 bytes, r then s (IEEE P1363, as JWS ES256 wants it).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (signing) return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>A key (32 bytes) for what this agent seals for itself on disk: HKDF-SHA-256 of the private key.</summary>
    public byte[] DeriveSealingKey()
    {
        lock (signing)
        {
            var secret = key.ExportParameters(includePrivateParameters: true).D!;
            try
            {
                return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, sealingKeyBytes, info: "hooplike agent sealing key v1"u8.ToArray());
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }
    }

    public void Dispose() => key.Dispose();
}
