using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>From a provider's tokens to the person that they prove: at sign-in, and again while it lasts.</summary>
public sealed class OidcPeople(OidcClient client, IssuerKeys keys, IdentityDirectory directory, IGroupOverage overage, TimeProvider time)
{
    /// <summary>What the provider says of itself, fetched now if it never was.</summary>
    /// <exception cref="ProviderUnreachableException">It cannot be had.</exception>
    public async Task<OidcDiscovery> DiscoveryAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        var known = provider.Metadata is null ? await AgainAsync(provider, cancellationToken) : provider;
        return OidcDiscovery.Parse(known.Metadata ?? throw new ProviderUnreachableException(known.KeysError ?? "Its discovery document was never fetched."), provider.Config.Issuer);
    }

    /// <summary>Who came with the answer of the token endpoint.</summary>
    /// <param name="nonce">What was sent along; null for refreshed tokens, which carry none.</param>
    /// <exception cref="ProviderSignInException">What it proves is not good.</exception>
    /// <exception cref="ProviderRefusedException">The access token does not count.</exception>
    /// <exception cref="ProviderUnreachableException">User info could not be had.</exception>
    public async Task<ProvenPerson> ProveAsync(IdentityProviderEntity provider, OidcDiscovery discovery, JsonObject answer, string? nonce, CancellationToken cancellationToken)
    {
        var accessToken = OidcPerson.Text(answer, "access_token");
        var idToken = OidcPerson.Text(answer, "id_token") ?? throw new ProviderSignInException(SignInProblems.Answer, "The token endpoint gave no ID token.");
        var claims = await ClaimsAsync(provider, idToken, nonce, accessToken, cancellationToken);
        JsonObject? info = null;
        if (discovery.UserInfoEndpoint is { } endpoint && accessToken is not null)
        {
            info = await client.UserInfoAsync(endpoint, accessToken, cancellationToken);
            claims = OidcPerson.Merge(claims, info);
        }

        var tokens = new OidcTokens(accessToken ?? "", OidcPerson.Text(answer, "refresh_token"), idToken, ExpiryOf(answer), info?.ContainsKey(provider.Config.GroupsClaim) == true);
        return OidcPerson.Of(claims, provider.Config, await GroupsAsync(provider, discovery, claims, cancellationToken)) with { Tokens = tokens.ToSecret() };
    }

    /// <summary>Groups where the claims say them, or where they say that they are elsewhere; none when they say nothing.</summary>
    public async Task<ImmutableArray<string>> GroupsAsync(IdentityProviderEntity provider, OidcDiscovery discovery, JsonObject claims, CancellationToken cancellationToken) =>
        OidcPerson.GroupsOf(claims, provider.Config.GroupsClaim)
        ?? (overage.Concerns(claims, provider.Config.GroupsClaim) ? await overage.ResolveAsync(provider, discovery, claims, cancellationToken) : []);

    /// <summary>The claims of an ID token or, by <paramref name="prove"/>, of another one; with the keys fetched again when its key is unknown.</summary>
    internal async Task<T> WithKeysAsync<T>(IdentityProviderEntity provider, Func<TokenExpectation, Task<T>> prove, CancellationToken cancellationToken)
    {
        try
        {
            return await prove(Expected(provider.KeySet is null ? await AgainAsync(provider, cancellationToken) : provider));
        }
        catch (UnknownKeyException)
        {
            // The provider may have renewed its key; once more with what it publishes now.
        }

        try
        {
            return await prove(Expected(await AgainAsync(provider, cancellationToken)));
        }
        catch (UnknownKeyException e)
        {
            throw new ProviderSignInException(SignInProblems.Answer, e.Message, e);
        }
    }

    private Task<JsonObject> ClaimsAsync(IdentityProviderEntity provider, string idToken, string? nonce, string? accessToken, CancellationToken cancellationToken) =>
        WithKeysAsync(provider, expected => IdTokens.ValidateAsync(idToken, expected, nonce, accessToken), cancellationToken);

    private TokenExpectation Expected(IdentityProviderEntity provider) =>
        new(provider.Config.Issuer, provider.Config.ClientId ?? "", provider.KeySet ?? throw new ProviderUnreachableException(provider.KeysError ?? "Its keys were never fetched."), time.GetUtcNow());

    private async Task<IdentityProviderEntity> AgainAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        await keys.RequestRefreshAsync(provider.Name, cancellationToken);
        return (await directory.CurrentAsync(cancellationToken)).Providers.FirstOrDefault(p => p.Name == provider.Name) ?? provider;
    }

    /// <summary>Seconds, which some providers write as a word.</summary>
    internal DateTimeOffset? ExpiryOf(JsonObject answer) =>
        long.TryParse(answer["expires_in"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue ? time.GetUtcNow().AddSeconds(seconds) : null;
}
