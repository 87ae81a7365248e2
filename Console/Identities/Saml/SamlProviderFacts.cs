using System.Collections.Immutable;
using HoopLike.Console.Security;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What an administrator wants to see of a SAML provider.</summary>
/// <param name="Self">Our addresses, to be entered at the provider: metadata (the entity id), ACS, sign-out.</param>
/// <param name="Certificates">That its signatures are checked with.</param>
/// <param name="FetchError">Why its metadata could not be read last; null when it could, or is not fetched.</param>
/// <param name="Warnings">In words.</param>
public sealed record SamlFacts(ServiceProvider Self, ImmutableArray<IdpCertificate> Certificates, DateTimeOffset? FetchedAt, string? FetchError, string? SignInUrl, string? SignOutUrl, ImmutableArray<string> Warnings);

/// <summary>Reads <see cref="SamlFacts"/>.</summary>
public sealed class SamlProviderFacts(SamlProviders providers, ConsoleAddress address, TimeProvider time)
{
    private static readonly TimeSpan soon = TimeSpan.FromDays(30);

    /// <summary>Null when there is no SAML provider of that name.</summary>
    public async Task<SamlFacts?> OfAsync(string provider, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(provider, cancellationToken) is not { } saml || await providers.EntityAsync(provider, cancellationToken) is not { } entity) return null;
        var trusted = saml.Trusted;
        return new SamlFacts(saml.Self, trusted.Certificates, entity.MetadataFetchedAt, entity.MetadataError, trusted.SignInUrl, trusted.SignOutUrl, [.. Warnings(entity, trusted)]);
    }

    private IEnumerable<string> Warnings(IdentityProviderEntity entity, IdentityProvider trusted)
    {
        var now = time.GetUtcNow();
        foreach (var certificate in trusted.Certificates)
        {
            if (certificate.NotAfter < now) yield return $"The certificate {certificate.Subject} ended on {certificate.NotAfter:d MMMM yyyy}. Its signatures still count: take it out once the provider signs with another.";
            else if (certificate.NotAfter < now + soon) yield return $"The certificate {certificate.Subject} ends on {certificate.NotAfter:d MMMM yyyy}: ask the provider for the next one.";
        }

        if (entity.Config.MetadataUrl is not null && trusted.Certificates.IsEmpty) yield return "Nobody can sign in yet: the provider's metadata could not be read.";
        if (SamlProviders.MetadataOf(entity)?.ValidUntil is { } until && until < now) yield return $"The provider's metadata ended on {until:d MMMM yyyy} and could not be fetched anew.";
        if (entity.Config.AllowIdpInitiated) yield return "Sign-ins that the provider begins are allowed: somebody could be signed in as somebody else by a link (login CSRF).";
        var console = new Uri(address.Value);
        if (console.Scheme != Uri.UriSchemeHttps && !console.IsLoopback) yield return "This console's address is not https: browsers will not bring the answer of the provider back to it.";
    }
}
