using System.Security.Cryptography;
using System.Security.Cryptography.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Names that SAML 2.0, XML Signature and XML Encryption give to things.</summary>
internal static class SamlNames
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    public const string Signature = SignedXml.XmlDsigNamespaceUrl;
    public const string Encryption = EncryptedXml.XmlEncNamespaceUrl;
    public const string ExclusiveC14N = SignedXml.XmlDsigExcC14NTransformUrl;

    public const string RedirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    public const string PostBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    public const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    public const string Requester = "urn:oasis:names:tc:SAML:2.0:status:Requester";
    public const string EntityFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    public const string TransientFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    public const string PersistentFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    public const string EmailFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    public const string UnspecifiedFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>The hash of an accepted signature method; null for every other: SHA-1, HMAC, DSA, whatever comes next.</summary>
    public static HashAlgorithmName? HashOfSignature(string? method) => method switch
    {
        SignedXml.XmlDsigRSASHA256Url => HashAlgorithmName.SHA256,
        SignedXml.XmlDsigRSASHA384Url => HashAlgorithmName.SHA384,
        SignedXml.XmlDsigRSASHA512Url => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The hash of an accepted digest method; null for every other.</summary>
    public static HashAlgorithmName? HashOfDigest(string? method) => method switch
    {
        SignedXml.XmlDsigSHA256Url => HashAlgorithmName.SHA256,
        SignedXml.XmlDsigSHA384Url => HashAlgorithmName.SHA384,
        SignedXml.XmlDsigSHA512Url => HashAlgorithmName.SHA512,
        _ => null,
    };
}
