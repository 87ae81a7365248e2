using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>A provider tells that somebody signed out there, or was signed out (OpenID Connect Back-Channel Logout 1.0): the sign-ins here end with it.</summary>
public sealed class BackChannelLogout(OidcPeople people, SignIns signIns, ConsoleDbFactory databases, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const string What = "logout token";

    /// <summary>Ends what the token names; tells how many sign-ins that were.</summary>
    /// <exception cref="ProviderSignInException">The token is not good (§2.6), or was used before.</exception>
    /// <exception cref="ProviderUnreachableException">The provider's keys cannot be had.</exception>
    public async Task<int> EndAsync(IdentityProviderEntity provider, string logoutToken, string? address, CancellationToken cancellationToken)
    {
        var claims = await people.WithKeysAsync(provider, expected => ValidateAsync(logoutToken, expected), cancellationToken);
        var (subject, session) = (OidcPerson.Text(claims, "sub"), OidcPerson.Text(claims, "sid"));
        await UseOnceAsync(provider, OidcPerson.Text(claims, "jti")!, claims["exp"]!.GetValue<long>(), cancellationToken);
        var name = provider.Name;
        return await signIns.EndAsync(
            s => s.Provider == name && (session == null || s.ProviderSession == session) && (subject == null || s.Subject == subject),
            $"signed out at {name}",
            new Actor($"identity provider {name}", address),
            cancellationToken);
    }

    private static async Task<JsonObject> ValidateAsync(string text, TokenExpectation expected)
    {
        var token = await IdTokens.ProveAsync(What, text, expected);
        // An ID token must not do for one: the type says so where it is given, and the claims say so always.
        if (token.Typ is { Length: > 0 } type && !type.Equals("logout+jwt", StringComparison.OrdinalIgnoreCase) && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase)) throw Bad($"It is of the type '{type}', not a {What}.");
        IdTokens.CheckTimes(What, token, expected.Now);
        var claims = IdTokens.Payload(token);
        if (claims["events"] is not JsonObject events || events[Event] is not JsonObject) throw Bad($"The {What} is about something else (events).");
        if (claims.ContainsKey("nonce")) throw Bad($"The {What} holds a nonce, which it must not.");
        if (OidcPerson.Text(claims, "jti") is not { Length: > 0 }) throw Bad($"The {What} has no id (jti).");
        return OidcPerson.Text(claims, "sub") is null && OidcPerson.Text(claims, "sid") is null ? throw Bad($"The {What} names neither a person (sub) nor a session (sid).") : claims;
    }

    private async Task UseOnceAsync(IdentityProviderEntity provider, string id, long expires, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Config.Issuer}\n{id}")));
        var isNew = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                await db.Set<SeenAssertionEntity>().Where(a => a.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
                if (await db.Set<SeenAssertionEntity>().AnyAsync(a => a.Id == hash, cancellationToken)) return false;
                db.Add(new SeenAssertionEntity { Id = hash, ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(expires) + IdTokens.Skew });
                return true;
            },
            cancellationToken);
        if (!isNew) throw Bad($"The {What} was used before.");
    }

    private static ProviderSignInException Bad(string detail) => new(SignInProblems.Answer, detail);
}
