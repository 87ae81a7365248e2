using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Groups that did not fit into a token: the provider says that there are some, and they are asked for elsewhere.</summary>
public interface IGroupOverage
{
    /// <summary>Whether the claims say so.</summary>
    bool Concerns(JsonObject claims, string groupsClaim);

    /// <exception cref="ProviderSignInException">They could not be had.</exception>
    Task<ImmutableArray<string>> ResolveAsync(IdentityProviderEntity provider, OidcDiscovery discovery, JsonObject claims, CancellationToken cancellationToken);
}
