using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What is taken from an identity provider's metadata (metadata §2.4.3): the certificates that it signs with, and its addresses. Nothing else of it is kept.</summary>
/// <param name="Certificates">Base64 of their DER form.</param>
public sealed record IdpMetadata(string EntityId, ImmutableArray<string> Certificates)
{
    public string? RedirectSignInUrl { get; init; }
    public string? PostSignInUrl { get; init; }
    public string? SignOutUrl { get; init; }
    /// <summary>When the provider says that this stops being true; null when it does not.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <param name="entityId">The one that was configured; metadata of anybody else is refused.</param>
    /// <exception cref="SamlRefusedException">It is no metadata of that provider, is past its end, or has no certificate that can be used.</exception>
    public static IdpMetadata Parse(ReadOnlySpan<byte> document, string entityId, DateTimeOffset now)
    {
        var root = SamlXml.Load(document).DocumentElement!;
        var entity = Entities(root).Where(e => e.GetAttribute("entityID") == entityId).Take(2).ToList() is [var only] ? only
            : throw new SamlRefusedException(SamlFault.WrongIssuer, $"The metadata does not describe {entityId}, which is configured as issuer.");
        var role = SamlXml.Children(entity, SamlNames.Metadata, "IDPSSODescriptor").Where(Speaks).ToList() is [var idp] ? idp
            : throw SamlXml.Malformed("The metadata does not describe exactly one SAML 2.0 identity provider (IDPSSODescriptor).");
        XmlElement[] levels = [root, entity, role];
        var end = levels.Select(e => SamlTime.Read(e, "validUntil")).Min();
        if (end is { } until && now >= until) throw new SamlRefusedException(SamlFault.Expired, $"The metadata was valid until {SamlTime.Write(until)}.");
        var certificates = SigningCertificates(role);
        if (certificates.IsEmpty) throw SamlXml.Malformed("The metadata names no signing certificate that can be used.");
        return new IdpMetadata(entityId, certificates)
        {
            RedirectSignInUrl = Location(role, "SingleSignOnService", SamlNames.RedirectBinding),
            PostSignInUrl = Location(role, "SingleSignOnService", SamlNames.PostBinding),
            SignOutUrl = Location(role, "SingleLogoutService", SamlNames.RedirectBinding),
            ValidUntil = end,
        };
    }

    private static IEnumerable<XmlElement> Entities(XmlElement root)
    {
        if (SamlXml.Is(root, SamlNames.Metadata, "EntityDescriptor")) return [root];
        if (SamlXml.Is(root, SamlNames.Metadata, "EntitiesDescriptor")) return SamlXml.Children(root, SamlNames.Metadata, "EntityDescriptor");
        throw SamlXml.Malformed($"The document is no SAML metadata but {SamlRefusedException.Quote(root.LocalName)}.");
    }

    private static bool Speaks(XmlElement role) => role.GetAttribute("protocolSupportEnumeration").Split(' ').Contains(SamlNames.Protocol, StringComparer.Ordinal);

    /// <summary>A key without a use is for both. A certificate that cannot be used (other than RSA, short) is left out; it could verify nothing.</summary>
    private static ImmutableArray<string> SigningCertificates(XmlElement role) =>
    [
        .. from key in SamlXml.Children(role, SamlNames.Metadata, "KeyDescriptor")
           where key.GetAttribute("use") is "" or "signing"
           from info in SamlXml.Children(key, SamlNames.Signature, "KeyInfo")
           from data in SamlXml.Children(info, SamlNames.Signature, "X509Data")
           from certificate in SamlXml.Children(data, SamlNames.Signature, "X509Certificate")
           let der = Usable(SamlXml.Text(certificate))
           where der is not null
           select der,
    ];

    private static string? Usable(string base64)
    {
        try
        {
            var der = Convert.FromBase64String(base64);
            IdpCertificate.FromDer(der);
            return Convert.ToBase64String(der);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>People are sent there: only to https, or to this machine.</summary>
    private static string? Location(XmlElement role, string service, string binding) =>
        SamlXml.Children(role, SamlNames.Metadata, service).Where(s => s.GetAttribute("Binding") == binding).Select(s => s.GetAttribute("Location")).FirstOrDefault(IsSafe);

    /// <summary>https, or http on loopback.</summary>
    public static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
