using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Messages in an address (bindings §3.4): deflated, base64, and signed as the query's text.</summary>
public static class RedirectBinding
{
    public const string Request = "SAMLRequest";
    public const string Response = "SAMLResponse";
    public const string RelayState = "RelayState";
    private const string Algorithm = "SigAlg";
    private const string Signature = "Signature";

    /// <param name="field"><see cref="Request"/> or <see cref="Response"/>.</param>
    /// <param name="relayState">What came with the message that this one answers, to be given back; null for none.</param>
    public static string SignedUrl(string address, string field, string xml, string? relayState, RSA key)
    {
        var query = $"{field}={Uri.EscapeDataString(Deflate(xml))}";
        if (relayState is not null) query += $"&{RelayState}={Uri.EscapeDataString(relayState)}";
        query += $"&{Algorithm}={Uri.EscapeDataString(SignedXml.XmlDsigRSASHA256Url)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(query), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}&{Signature}={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
    }

    /// <summary>Verifies and unpacks. The signature is over the query as it came, not as it would be written anew.</summary>
    /// <param name="query">As in the address, with or without the question mark.</param>
    /// <exception cref="SamlRefusedException">It is not signed by one of the keys, ambiguous, or no message.</exception>
    public static byte[] Verify(string query, string field, ImmutableArray<IdpCertificate> keys)
    {
        var parts = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToLookup(p => p[0], p => p.Length > 1 ? p[1] : "", StringComparer.Ordinal);
        if (!parts.Contains(Signature) || !parts.Contains(Algorithm)) throw new SamlRefusedException(SamlFault.NotSigned, "The message in the address is not signed.");
        string[] fields = [field, RelayState, Algorithm, Signature];
        if (parts.Any(p => p.Count() > 1)) throw SamlXml.Malformed("The address says something twice.");
        var method = Decoded(parts[Algorithm].Single());
        var hash = SamlNames.HashOfSignature(method) ?? throw new SamlRefusedException(SamlFault.UnacceptableSignature, $"The signature's algorithm {SamlRefusedException.Quote(method)} is not accepted: RSA with SHA-256, SHA-384 or SHA-512 is.");
        var signed = Encoding.ASCII.GetBytes(string.Join('&', fields[..3].Where(parts.Contains).Select(f => $"{f}={parts[f].Single()}")));
        var signature = Base64(Decoded(parts[Signature].Single()));
        if (!keys.Any(k => IsBy(k, signed, signature, hash))) throw new SamlRefusedException(SamlFault.WrongSignature, "The signature in the address was made by none of the provider's certificates, or what it signs was changed.");
        return Inflate(Base64(Decoded(parts[field].Single())));
    }

    private static bool IsBy(IdpCertificate certificate, byte[] signed, byte[] signature, HashAlgorithmName hash)
    {
        using var key = certificate.OpenKey();
        return key.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static byte[] Base64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new SamlRefusedException(SamlFault.Malformed, "The message in the address is no base64.", e);
        }
    }

    private static string Deflate(string xml)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(Encoding.UTF8.GetBytes(xml));
        return Convert.ToBase64String(packed.ToArray());
    }

    /// <summary>A small address can unpack to gigabytes: it stops where no message is larger.</summary>
    private static byte[] Inflate(byte[] packed)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            var message = new byte[SamlXml.LargestMessage + 1];
            var read = inflate.ReadAtLeast(message, message.Length, throwOnEndOfStream: false);
            return read <= SamlXml.LargestMessage ? message[..read] : throw SamlXml.Malformed("The message in the address unpacks to more than any honest one.");
        }
        catch (InvalidDataException e)
        {
            throw new SamlRefusedException(SamlFault.Malformed, "The message in the address cannot be unpacked.", e);
        }
    }
}
