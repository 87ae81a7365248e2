using System.Collections.Immutable;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities;

/// <summary>Who bears a credential, by what it says and what is known of its bearer now.</summary>
/// <param name="BoundTo">The only connection it is good for; null for any.</param>
/// <param name="ExpiresAt">Null for a key without an end.</param>
public sealed record ProvenCredential(CallerIdentity Identity, string? BoundTo, DateTimeOffset? ExpiresAt);

/// <summary>Proves what programs present: a service account's key, an access token of ours, or a JWT of a configured provider.</summary>
public sealed class CredentialProof(IdentityDirectory directory, SignIns signIns, People people, AccessTokens tokens, IssuerKeys issuerKeys, ConsoleAddress address, TimeProvider time)
{
    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
    ];

    /// <summary>Claims of a provider's ID tokens, of tokens bound to a key, of delegated tokens and of events: none of them is an access token for its bearer.</summary>
    private static readonly string[] notForBearers = ["nonce", "at_hash", "cnf", "act", "events"];

    /// <summary>Null for one that proves nobody.</summary>
    public async Task<ProvenCredential?> ProveAsync(Secret credential, CancellationToken cancellationToken)
    {
        var image = await directory.CurrentAsync(cancellationToken);
        var text = credential.Reveal();
        return text.StartsWith(ServiceAccountKey.Prefix, StringComparison.Ordinal) ? ByKey(text, image) : await ByTokenAsync(text, image, cancellationToken);
    }

    /// <summary>The service account's key that this is, though it may have expired; null for another credential.</summary>
    public async Task<ServiceAccountKeyEntity?> FindKeyAsync(Secret credential, CancellationToken cancellationToken) =>
        credential.Reveal().StartsWith(ServiceAccountKey.Prefix, StringComparison.Ordinal) ? (await directory.CurrentAsync(cancellationToken)).KeysByHash.GetValueOrDefault(ServiceAccountKey.Hash(credential.Reveal())) : null;

    private ProvenCredential? ByKey(string text, IdentityImage image) =>
        image.KeysByHash.TryGetValue(ServiceAccountKey.Hash(text), out var key) && key.IsValid(time.GetUtcNow()) && image.ServiceAccount(key.Account, ServiceAccountKey.ProvenBy(key.KeyHash)) is { } identity
            ? new ProvenCredential(identity, null, key.ExpiresAt)
            : null;

    private async Task<ProvenCredential?> ByTokenAsync(string text, IdentityImage image, CancellationToken cancellationToken)
    {
        if (!handler.CanReadToken(text)) return null;
        var issuer = handler.ReadJsonWebToken(text).Issuer;
        if (issuer == address.Value) return await OurTokenAsync(text, image, cancellationToken);
        var provider = image.Providers.FirstOrDefault(p => p.Config.Kind == IdentityProviderKind.Oidc && p.Config.Issuer == issuer && p.KeySet is not null);
        return provider is null ? null : await ProviderTokenAsync(text, await WithKeyOfAsync(text, provider, cancellationToken), image);
    }

    private async Task<ProvenCredential?> OurTokenAsync(string text, IdentityImage image, CancellationToken cancellationToken)
    {
        var keySet = new JsonWebKeySet(await tokens.KeySetAsync(cancellationToken));
        if (await ValidateAsync(text, address.Value, [AccessTokens.Audience], keySet) is not { } token) return null;
        var boundTo = token.TryGetPayloadValue<string>(AccessTokens.ConnectionClaim, out var connection) ? connection : null;
        var identity = token.TryGetPayloadValue<string>(AccessTokens.SignInClaim, out var signIn)
            ? Guid.TryParse(signIn, out var id) ? await signIns.CallerAsync(id, cancellationToken) : null
            : await BearerAsync(token, image, cancellationToken);
        if (identity is null || !string.Equals(identity.Name, token.Subject, StringComparison.OrdinalIgnoreCase) || AccessTokens.ActorsOf(token) is not { } said) return null;
        var actors = ImmutableArray.CreateBuilder<ActorIdentity>(said.Length);
        foreach (var actor in said)
        {
            if (await NowAsync(actor, image, cancellationToken) is not { } now) return null;
            actors.Add(now);
        }

        return new ProvenCredential(identity with { Actors = actors.MoveToImmutable() }, boundTo, EndOf(token));
    }

    /// <summary>Somebody who acts, with the groups of now; null for one that may not be here any more.</summary>
    private async Task<ActorIdentity?> NowAsync(ActorIdentity actor, IdentityImage image, CancellationToken cancellationToken)
    {
        if (image.IsBarred(actor.Name)) return null;
        if (ServiceAccountKey.IsProvenBy(actor.ProvenBy) && !image.KeysByHash.Values.Any(k => k.Account == actor.Name && k.IsValid(time.GetUtcNow()) && ServiceAccountKey.ProvenBy(k.KeyHash) == actor.ProvenBy)) return null;
        if (actor.Kind == CallerKind.Machine) return image.ServiceAccounts.TryGetValue(actor.Name, out var account) ? actor with { Groups = account } : actor;
        if (image.Users.TryGetValue(actor.Name, out var user)) return actor with { Groups = user };
        return await people.FindAsync(actor.Name, cancellationToken) is { } person ? actor with { Groups = person.Groups } : actor;
    }

    /// <summary>The groups of now count, not those in the token.</summary>
    private async Task<CallerIdentity?> BearerAsync(JsonWebToken token, IdentityImage image, CancellationToken cancellationToken)
    {
        const string ProvenBy = "access token";
        var name = token.Subject;
        var isMachine = token.TryGetPayloadValue<string>(AccessTokens.KindClaim, out var kind) && kind == "machine";
        if (image.IsBarred(name)) return null;
        if (image.Users.ContainsKey(name) || image.ServiceAccounts.ContainsKey(name)) return isMachine ? image.ServiceAccount(name, ProvenBy) : image.User(name, ProvenBy);

        // Somebody of a provider: whom we know has the groups that it was last seen with, whom we do not those that its token brought.
        if (await people.FindAsync(name, cancellationToken) is { } person) return new CallerIdentity(person.Name, CallerKind.Human, person.Groups, ProvenBy);
        var cameFromProvider = !image.Providers.IsEmpty && token.TryGetPayloadValue<string[]>(AccessTokens.GroupsClaim, out _);
        return cameFromProvider ? new CallerIdentity(name, isMachine ? CallerKind.Machine : CallerKind.Human, Groups(token, AccessTokens.GroupsClaim), ProvenBy) : null;
    }

    /// <summary>The provider may sign with a new key that is not known here yet.</summary>
    private async Task<IdentityProviderEntity> WithKeyOfAsync(string text, IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        if (handler.ReadJsonWebToken(text).Kid is not { Length: > 0 } kid || new JsonWebKeySet(provider.KeySet).Keys.Any(k => k.Kid == kid)) return provider;
        await issuerKeys.RequestRefreshAsync(provider.Name, cancellationToken);
        return (await directory.CurrentAsync(cancellationToken)).Providers.FirstOrDefault(p => p.Name == provider.Name && p.KeySet is not null) ?? provider;
    }

    private async Task<ProvenCredential?> ProviderTokenAsync(string text, IdentityProviderEntity provider, IdentityImage image)
    {
        var config = provider.Config;
        if (config.Audiences.IsEmpty || await ValidateAsync(text, config.Issuer, config.Audiences, new JsonWebKeySet(provider.KeySet)) is not { } token) return null;
        if (notForBearers.Any(claim => token.TryGetPayloadValue<object>(claim, out _))) return null;
        var named = config.NameClaim ?? "sub";
        if (Text(token, named) is not { Length: > 0 } claimed || !TokenBearers.MayBeNamedBy(named, claim => IsTrue(token, claim))) return null;

        // A provider's subject with a local account's name is somebody else: it must not get that account's tickets and sessions.
        var name = config.NamePrefix + claimed;
        if (image.Disabled.Contains(name) || image.Users.ContainsKey(name) || image.ServiceAccounts.ContainsKey(name)) return null;
        var identity = new CallerIdentity(name, TokenBearers.KindOf(claim => Text(token, claim)), Groups(token, config.GroupsClaim), "token of " + provider.Name);
        return new ProvenCredential(identity, null, EndOf(token));
    }

    private static DateTimeOffset EndOf(JsonWebToken token) => new(token.ValidTo, TimeSpan.Zero);

    private static bool IsTrue(JsonWebToken token, string claim) => token.TryGetPayloadValue<object>(claim, out var value) && value is true or "true";

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;

    private async Task<JsonWebToken?> ValidateAsync(string text, string issuer, IEnumerable<string> audiences, JsonWebKeySet keys)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudiences = audiences,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = algorithms,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => expires > now.AddSeconds(-30) && (notBefore is null || notBefore <= now.AddSeconds(30)),
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    private static ImmutableArray<string> Groups(JsonWebToken token, string claim) => [.. token.Claims.Where(c => c.Type == claim).Select(c => c.Value).Distinct(StringComparer.Ordinal)];
}
