using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>A token is signed with a key that is not, or not yet, among the provider's known ones.</summary>
public sealed class UnknownKeyException(string? kid) : Exception($"The token is signed with the key '{kid}', which is not among the provider's keys.");

/// <summary>What a token of a provider must say to be taken for one to this client.</summary>
/// <param name="ClientId">Its audience.</param>
/// <param name="KeySet">The provider's public keys.</param>
public sealed record TokenExpectation(string Issuer, string ClientId, string KeySet, DateTimeOffset Now);

/// <summary>Proves tokens that a provider issued to this console: ID tokens (OpenID Connect Core 1.0 §3.1.3.7) and logout tokens (Back-Channel Logout 1.0 §2.6).</summary>
public static class IdTokens
{
    /// <summary>Clocks differ; not by more than this.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>The claims of an ID token that came straight from the token endpoint.</summary>
    /// <param name="nonce">What was sent; null where none was, as with refreshed tokens.</param>
    /// <exception cref="ProviderSignInException">It is not good.</exception>
    /// <exception cref="UnknownKeyException">Fetch the keys again.</exception>
    public static async Task<JsonObject> ValidateAsync(string text, TokenExpectation expected, string? nonce, string? accessToken)
    {
        var token = await ProveAsync("ID token", text, expected);
        CheckTimes("ID token", token, expected.Now);
        CheckParty(token, expected.ClientId);
        if (nonce is not null && !(token.TryGetPayloadValue<string>("nonce", out var got) && Same(got, nonce))) throw Bad("The ID token's nonce is not the one that was sent.");
        if (accessToken is not null && token.TryGetPayloadValue<string>("at_hash", out var hash) && !Same(hash, HashOf(accessToken, token.Alg))) throw Bad("The ID token's at_hash is not that of the access token.");
        return Payload(token);
    }

    /// <summary>Signature, algorithm, issuer and audience, of any token to this client.</summary>
    /// <exception cref="ProviderSignInException">It is not good.</exception>
    /// <exception cref="UnknownKeyException">Fetch the keys again.</exception>
    internal static async Task<JsonWebToken> ProveAsync(string what, string text, TokenExpectation expected)
    {
        if (!handler.CanReadToken(text) || Read(text) is not { } unproven) throw Bad($"The {what} is no signed token.");
        if (!algorithms.Contains(unproven.Alg, StringComparer.Ordinal)) throw Bad($"The {what} is signed with '{unproven.Alg}', which is not accepted.");
        var keys = new JsonWebKeySet(expected.KeySet).GetSigningKeys();
        if (unproven.Kid is { Length: > 0 } kid && !keys.Any(k => k.KeyId == kid)) throw new UnknownKeyException(kid);
        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = expected.Issuer,
            ValidAudience = expected.ClientId,
            IssuerSigningKeys = keys,
            ValidAlgorithms = algorithms,
            // By our own clock, and saying exactly what is wrong: CheckTimes.
            LifetimeValidator = (_, expires, _, _) => expires is null || expires > DateTime.UnixEpoch,
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : throw Bad(
            result.Exception switch
            {
                SecurityTokenInvalidIssuerException => $"The {what} was issued by '{unproven.Issuer}', not by '{expected.Issuer}'.",
                SecurityTokenInvalidAudienceException => $"The {what} is for '{string.Join(", ", unproven.Audiences)}', not for '{expected.ClientId}'.",
                SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => $"The {what}'s signature is wrong.",
                _ => $"The {what} is not good ({result.Exception.GetType().Name}).",
            },
            result.Exception);
    }

    internal static void CheckTimes(string what, JsonWebToken token, DateTimeOffset now)
    {
        if (Time(token, "exp") is not { } expires) throw Bad($"The {what} does not say when it expires.");
        if (expires <= now - Skew) throw new ProviderSignInException(SignInProblems.Clock, $"The {what} expired at {expires:u}.");
        if (Time(token, "iat") is not { } issued) throw Bad($"The {what} does not say when it was issued.");
        if (issued > now + Skew || Time(token, "nbf") > now + Skew) throw new ProviderSignInException(SignInProblems.Clock, $"The {what} is from the future: issued at {issued:u}.");
    }

    internal static JsonObject Payload(JsonWebToken token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.EncodedPayload))!.AsObject();

    /// <summary>The party that a token was issued to, where it is for several or says so.</summary>
    private static void CheckParty(JsonWebToken token, string clientId)
    {
        var named = token.TryGetPayloadValue<string>("azp", out var party) ? party : null;
        if (named is null && token.Audiences.Count() > 1) throw Bad("The ID token is for several and does not say to whom it was issued (azp).");
        if (named is not null && named != clientId) throw Bad($"The ID token was issued to '{named}' (azp), not to '{clientId}'.");
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return handler.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Time(JsonWebToken token, string claim) => token.TryGetPayloadValue<long>(claim, out var seconds) && seconds is > 0 and < 99_999_999_999 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The left half of the hash that belongs to the token's algorithm.</summary>
    private static string HashOf(string accessToken, string algorithm)
    {
        var bytes = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm[^3..] switch { "384" => SHA384.HashData(bytes), "512" => SHA512.HashData(bytes), _ => SHA256.HashData(bytes) };
        return Base64UrlEncoder.Encode(hash[..(hash.Length / 2)]);
    }

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static ProviderSignInException Bad(string detail, Exception? inner = null) => new(SignInProblems.Answer, detail, inner);
}
