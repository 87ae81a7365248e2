using System.Security.Cryptography;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Saml;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of a SAML provider before anybody is sent there.</summary>
internal static class SamlProviderRules
{
    public static IEnumerable<ConfigMistake> Check(IdentityProviderConfig provider, string path)
    {
        if (string.IsNullOrWhiteSpace(provider.Issuer)) yield return new($"{path}.issuer", "is missing: the entity id by which the identity provider names itself.");
        if (provider.MetadataUrl is null)
        {
            if (provider.SignInUrl is null) yield return new($"{path}.signInUrl", "is missing: where people are sent to sign in. Name it, or metadataUrl.");
            if (provider.Certificates.IsEmpty) yield return new($"{path}.certificates", "is missing: name the certificates that the provider signs with (PEM), or metadataUrl.");
        }
        else if (!provider.Certificates.IsEmpty)
        {
            yield return new($"{path}.certificates", "stands beside metadataUrl: name one of them, so that it is clear whose keys count.");
        }

        foreach (var (key, address) in ((string, string?)[])[("signInUrl", provider.SignInUrl), ("signOutUrl", provider.SignOutUrl), ("metadataUrl", provider.MetadataUrl)])
            if (address is not null && !IdpMetadata.IsSafe(address)) yield return new($"{path}.{key}", "is no https address (http is for loopback only), such as https://id.example.com/saml.");
        foreach (var (certificate, n) in provider.Certificates.Select((c, n) => (c, n)))
            if (Fault(certificate) is { } fault) yield return new($"{path}.certificates[{n}]", fault);
        foreach (var (key, isSet) in ((string, bool)[])[("clientId", provider.ClientId is not null), ("clientSecret", provider.ClientSecret is not null), ("scopes", !provider.Scopes.IsEmpty), ("prompt", provider.Prompt is not null), ("audiences", !provider.Audiences.IsEmpty)])
            if (isSet) yield return new($"{path}.{key}", "is for kind: oidc; SAML has nothing of the kind.");
    }

    private static string? Fault(string pem)
    {
        try
        {
            IdpCertificate.FromPem(pem);
            return null;
        }
        catch (CryptographicException e)
        {
            return char.ToLowerInvariant(e.Message[0]) + e.Message[1..];
        }
    }
}
