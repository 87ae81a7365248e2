using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HoopLike.Shared.Recording;

/// <summary>Payload of a signature record: ECDSA over P-256 with SHA-256 (ES256, RFC 7518 section 3.4: r and s, 64 bytes) over <see cref="WriteMessage"/>.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER, base64.</param>
/// <param name="Signature">Base64.</param>
public sealed record RecordingSignature(string KeyId, string PublicKey, string Algorithm, string Signature)
{
    public const string Es256 = "ES256";

    /// <summary>Length of what is signed: magic line, chain hash, sequence and time of the signature record.</summary>
    public static int MessageSize => RecordingFormat.Magic.Length + RecordingFormat.HashSize + 16;

    /// <summary>The magic line keeps these signatures apart from everything else that the same key signs; sequence and time bind the signature record itself.</summary>
    public static void WriteMessage(ReadOnlySpan<byte> chainHash, long sequence, long micros, Span<byte> message)
    {
        RecordingFormat.Magic.CopyTo(message);
        message = message[RecordingFormat.Magic.Length..];
        chainHash.CopyTo(message);
        BinaryPrimitives.WriteInt64LittleEndian(message[RecordingFormat.HashSize..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(message[(RecordingFormat.HashSize + 8)..], micros);
    }

    /// <summary>A key's name: the first 16 hex digits of SHA-256 over its SubjectPublicKeyInfo.</summary>
    public static string KeyIdOf(ReadOnlySpan<byte> subjectPublicKeyInfo) => Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo))[..16];

    /// <summary>Null when the signature is good, else what is wrong with it.</summary>
    public string? FaultIn(ReadOnlySpan<byte> chainHash, long sequence, long micros)
    {
        if (Algorithm != Es256) return $"is signed with {Algorithm}, which is not {Es256}";
        try
        {
            var key = Convert.FromBase64String(PublicKey);
            if (KeyIdOf(key) != KeyId) return "names another key than it carries";
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(key, out _);
            Span<byte> message = stackalloc byte[MessageSize];
            WriteMessage(chainHash, sequence, micros, message);
            return ecdsa.VerifyData(message, Convert.FromBase64String(Signature), HashAlgorithmName.SHA256) ? null : "carries a signature that is not of this chain";
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return "carries a key or signature that cannot be read";
        }
    }
}
