using System.Text.Encodings.Web;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities;

/// <summary>Callers of the REST interface: a service account's key, an access token of ours, or a JWT of a configured provider.</summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IdentityDirectory directory, SignIns signIns, People people, AccessTokens tokens, ConsoleAddress address)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
    ];

    /// <summary>Claims of ID tokens, of tokens bound to a key, of delegated tokens and of events: none of them is an access token for its bearer.</summary>
    private static readonly string[] notForBearers = ["nonce", "at_hash", "cnf", "act", "events"];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var credential = header[7..].Trim();
        var image = await directory.CurrentAsync(Context.RequestAborted);
        var (identity, boundTo) = credential.StartsWith(ServiceAccountKey.Prefix, StringComparison.Ordinal) ? (ByKey(credential, image), null) : await ByTokenAsync(credential, image);
        return identity is null
            ? AuthenticateResult.Fail("The credential is not valid.")
            : AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.Principal(identity, image.RolesOf(identity.Groups), SchemeName, boundTo), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private CallerIdentity? ByKey(string key, IdentityImage image) =>
        image.KeysByHash.TryGetValue(ServiceAccountKey.Hash(key), out var known) && known.IsValid(TimeProvider.GetUtcNow()) ? image.ServiceAccount(known.Account, "service account key") : null;

    private async Task<(CallerIdentity? Identity, string? BoundTo)> ByTokenAsync(string text, IdentityImage image)
    {
        if (!handler.CanReadToken(text)) return (null, null);
        var issuer = handler.ReadJsonWebToken(text).Issuer;
        if (issuer == address.Value) return await OurTokenAsync(text, image);
        var provider = image.Providers.FirstOrDefault(p => p.Config.Kind == IdentityProviderKind.Oidc && p.Config.Issuer == issuer && p.KeySet is not null);
        return provider is null ? (null, null) : (await ProviderTokenAsync(text, provider, image), null);
    }

    /// <summary>The groups of now count, not those in the token.</summary>
    private async Task<(CallerIdentity? Identity, string? BoundTo)> OurTokenAsync(string text, IdentityImage image)
    {
        var keySet = new JsonWebKeySet(await tokens.KeySetAsync(Context.RequestAborted));
        if (await ValidateAsync(text, address.Value, [AccessTokens.Audience], keySet) is not { } token) return (null, null);
        var boundTo = token.TryGetPayloadValue<string>(AccessTokens.ConnectionClaim, out var connection) ? connection : null;
        if (token.TryGetPayloadValue<object>(AccessTokens.ActorClaim, out _)) return (null, null);
        if (token.TryGetPayloadValue<string>(AccessTokens.SignInClaim, out var signIn)) return (Guid.TryParse(signIn, out var id) ? await signIns.CallerAsync(id, Context.RequestAborted) : null, boundTo);
        var isMachine = token.TryGetPayloadValue<string>(AccessTokens.KindClaim, out var kind) && kind == "machine";
        var local = isMachine ? image.ServiceAccount(token.Subject, "access token") : image.User(token.Subject, "access token");
        if (local is not null || image.Disabled.Contains(token.Subject) || image.Users.ContainsKey(token.Subject) || image.ServiceAccounts.ContainsKey(token.Subject)) return (local, boundTo);

        // Somebody of a provider: whom we know has the groups that it was last seen with, whom we do not those that its token brought.
        if (await people.FindAsync(token.Subject, Context.RequestAborted) is { } person) return (new CallerIdentity(person.Name, CallerKind.Human, person.Groups, "access token"), boundTo);
        var cameFromProvider = !image.Providers.IsEmpty && token.TryGetPayloadValue<string[]>(AccessTokens.GroupsClaim, out _);
        return cameFromProvider ? (new CallerIdentity(token.Subject, isMachine ? CallerKind.Machine : CallerKind.Human, Groups(token, AccessTokens.GroupsClaim), "access token"), boundTo) : (null, null);
    }

    private async Task<CallerIdentity?> ProviderTokenAsync(string text, IdentityProviderEntity provider, IdentityImage image)
    {
        if (provider.Config.Audiences.IsEmpty || await ValidateAsync(text, provider.Config.Issuer, provider.Config.Audiences, new JsonWebKeySet(provider.KeySet)) is not { } token) return null;
        var name = token.Subject;

        // A provider's subject with a local account's name is somebody else: it must not get that account's tickets and sessions.
        if (string.IsNullOrEmpty(name) || image.Disabled.Contains(name) || image.Users.ContainsKey(name) || image.ServiceAccounts.ContainsKey(name)) return null;
        if (notForBearers.Any(claim => token.TryGetPayloadValue<object>(claim, out _))) return null;
        var isPerson = token.TryGetPayloadValue<object>("email", out _) || token.TryGetPayloadValue<object>("preferred_username", out _);
        return new CallerIdentity(name, isPerson ? CallerKind.Human : CallerKind.Machine, Groups(token, provider.Config.GroupsClaim), "token of " + provider.Name);
    }

    private async Task<JsonWebToken?> ValidateAsync(string text, string issuer, IEnumerable<string> audiences, JsonWebKeySet keys)
    {
        var now = TimeProvider.GetUtcNow().UtcDateTime;
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

    private static System.Collections.Immutable.ImmutableArray<string> Groups(JsonWebToken token, string claim) => [.. token.Claims.Where(c => c.Type == claim).Select(c => c.Value).Distinct(StringComparer.Ordinal)];
}
