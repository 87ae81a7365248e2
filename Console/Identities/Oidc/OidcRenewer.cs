using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HoopLike.Console.Audit;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Asks a provider again for one sign-in: by user info where that tells the groups, else by the refresh token.</summary>
public sealed partial class OidcRenewer(OidcClient client, OidcPeople people, SignIns signIns, TimeProvider time, ILogger<OidcRenewer> logger)
{
    /// <summary>An access token that ends sooner is taken for ended.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(20);

    /// <summary>False when the provider could not be asked: what it said last goes on counting.</summary>
    public async Task<bool> RenewAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken)
    {
        try
        {
            var discovery = await people.DiscoveryAsync(provider, cancellationToken);
            var tokens = signIns.TokensOf(signIn) is { } secret ? OidcTokens.Of(secret) : throw new ProviderRefusedException("", "No token of the provider is kept.");
            if (await ByUserInfoAsync(provider, discovery, signIn, tokens, cancellationToken) || await ByRefreshTokenAsync(provider, discovery, signIn, tokens, cancellationToken)) return true;
            await EndAsync(signIn, "The provider's token ran out, and it gave none to renew it with: sign in again.", cancellationToken);
        }
        catch (ProviderUnreachableException e)
        {
            return await NoteAsync(signIn, e.Message, cancellationToken);
        }
        catch (ProviderRefusedException e) when (OidcClient.IsAboutClient(e.Error))
        {
            return await NoteAsync(signIn, e.Message, cancellationToken);
        }
        catch (ProviderRefusedException e)
        {
            await EndAsync(signIn, $"{provider.Name} says that it is over: {e.Message}", cancellationToken);
        }
        catch (ProviderSignInException e)
        {
            await EndAsync(signIn, $"What {provider.Name} says now is not good: {e.Message}", cancellationToken);
        }

        return true;
    }

    /// <summary>False when user info does not tell the groups, or the access token is over.</summary>
    private async Task<bool> ByUserInfoAsync(IdentityProviderEntity provider, OidcDiscovery discovery, SignInEntity signIn, OidcTokens tokens, CancellationToken cancellationToken)
    {
        var isAlone = tokens.RefreshToken is null;
        if (discovery.UserInfoEndpoint is not { } endpoint || !(tokens.GroupsByUserInfo || isAlone) || tokens.ExpiresAt < time.GetUtcNow() + margin) return false;
        JsonObject info;
        try
        {
            info = await client.UserInfoAsync(endpoint, tokens.AccessToken, cancellationToken);
        }
        catch (ProviderRefusedException) when (!isAlone)
        {
            // The refresh token tells whether it was only the access token.
            return false;
        }

        if (OidcPerson.Text(info, "sub") != signIn.Subject) throw new ProviderSignInException(SignInProblems.Answer, "The user info is about somebody else (sub).");
        // Groups that came with the ID token are not taken away because user info never tells them.
        var groups = tokens.GroupsByUserInfo || OidcPerson.GroupsOf(info, provider.Config.GroupsClaim) is not null ? await people.GroupsAsync(provider, discovery, info, cancellationToken) : signIn.Groups;
        await signIns.RenewAsync(signIn.Id, As(signIn, groups) with { DisplayName = OidcPerson.Text(info, "name"), Email = OidcPerson.EmailOf(info) }, cancellationToken);
        return true;
    }

    /// <summary>False when there is no refresh token.</summary>
    private async Task<bool> ByRefreshTokenAsync(IdentityProviderEntity provider, OidcDiscovery discovery, SignInEntity signIn, OidcTokens tokens, CancellationToken cancellationToken)
    {
        if (tokens.RefreshToken is not { } refreshToken) return false;
        var answer = await client.TokenAsync(provider, discovery, new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancellationToken);
        // Without a new one the old one goes on (RFC 6749 §6). The one of before may be used up: whatever comes now, the new one must not be lost.
        if (OidcPerson.Text(answer, "refresh_token") is null) answer["refresh_token"] = refreshToken;
        var renewed = new OidcTokens(OidcPerson.Text(answer, "access_token") ?? "", OidcPerson.Text(answer, "refresh_token"), OidcPerson.Text(answer, "id_token") ?? tokens.IdToken, people.ExpiryOf(answer), tokens.GroupsByUserInfo);
        await signIns.RenewAsync(signIn.Id, As(signIn, signIn.Groups) with { Tokens = renewed.ToSecret() }, cancellationToken);
        if (OidcPerson.Text(answer, "id_token") is null)
        {
            if (await ByUserInfoAsync(provider, discovery, signIn, renewed with { GroupsByUserInfo = true }, cancellationToken)) return true;
            throw new ProviderUnreachableException("The provider gave neither a new ID token nor user info: nothing tells the groups.");
        }

        var proven = await people.ProveAsync(provider, discovery, answer, null, cancellationToken);
        if (proven.Subject != signIn.Subject) throw new ProviderSignInException(SignInProblems.Answer, "The new ID token is about somebody else (sub).");
        if (proven.Name != signIn.Name) throw new ProviderSignInException(SignInProblems.Name, "The person goes by another name there now.");
        await signIns.RenewAsync(signIn.Id, proven, cancellationToken);
        return true;
    }

    private static ProvenPerson As(SignInEntity signIn, ImmutableArray<string> groups) => new(signIn.Name, SignInMeans.Oidc, signIn.Provider, groups) { Subject = signIn.Subject };

    private async Task<bool> NoteAsync(SignInEntity signIn, string error, CancellationToken cancellationToken)
    {
        LogNotAsked(logger, signIn.Provider!, signIn.Name, error);
        await signIns.NoteFailureAsync(signIn.Id, error, cancellationToken);
        return false;
    }

    private Task EndAsync(SignInEntity signIn, string reason, CancellationToken cancellationToken) => signIns.EndAsync(signIn.Id, reason, Actor.System, cancellationToken);

    [LoggerMessage(EventId = 14102, Level = LogLevel.Warning, Message = "Identity provider {Provider} could not be asked again for {Person}: {Reason}")]
    private static partial void LogNotAsked(ILogger logger, string provider, string person, string reason);
}
