using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Snapshot;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Agent.Gates;

/// <summary>Proves JSON Web Tokens against the issuers of the snapshot, without asking anybody. Thread-safe.</summary>
internal sealed class TokenProof
{
    /// <summary>Signatures only that need a private key: never <c>none</c>, never a shared secret.</summary>
    private static readonly string[] algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"];

    /// <summary>Of access tokens: RFC 9068 and what providers wrote before it. No <c>typ</c> at all passes too.</summary>
    private static readonly string[] types = ["at+jwt", "application/at+jwt", "JWT", "application/jwt"];

    /// <summary>Far more than a token with hundreds of groups has.</summary>
    private const int LengthLimit = 32 * 1024;

    /// <summary>Tokens remembered; the memory stays below some 10 MB.</summary>
    private const int RememberedLimit = 4096;

    /// <summary>A storm of reconnects is over sooner than that; a key that is withdrawn is not trusted much longer.</summary>
    private static readonly TimeSpan rememberedFor = TimeSpan.FromSeconds(10);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LengthLimit };
    private readonly ConcurrentDictionary<string, (ProvenToken Token, DateTimeOffset Until)> remembered = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<TokenIssuerConfig, ImmutableArray<SecurityKey>.Builder> keys = [];

    /// <exception cref="AccessRefused">Always with its own words for what is wrong.</exception>
    public ProvenToken Prove(string credential, AgentSnapshot snapshot, DateTimeOffset now)
    {
        if (credential.Length > LengthLimit) throw Refused("the token is longer than any that this gateway reads");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));
        if (!remembered.TryGetValue(hash, out var known) || known.Until <= now || !snapshot.TokenIssuers.Any(i => ReferenceEquals(i, known.Token.Issuer)))
        {
            known = (ProveAnew(credential, snapshot, now), now + rememberedFor);
            if (remembered.Count >= RememberedLimit) remembered.Clear();
            remembered[hash] = known;
        }
        return known.Token.WhyNotAt(now) is { } words ? throw Refused(words) : known.Token;
    }

    private ProvenToken ProveAnew(string credential, AgentSnapshot snapshot, DateTimeOffset now)
    {
        var (token, claims) = Read(credential);
        var name = TokenClaims.Text(claims, "iss") ?? throw Refused("the token names no issuer");
        var issuers = snapshot.TokenIssuers.Where(i => string.Equals(i.Issuer, name, StringComparison.Ordinal)).ToArray();
        if (issuers.Length == 0) throw Refused($"the token was issued by {Shown.Quoted(name)}, which this gateway does not trust");
        if (!algorithms.Contains(token.Alg, StringComparer.Ordinal)) throw Refused($"the token is signed with {Shown.Quoted(token.Alg)}; {string.Join(", ", algorithms)} are accepted");
        if (!string.IsNullOrEmpty(token.Typ) && !types.Contains(token.Typ, StringComparer.OrdinalIgnoreCase)) throw Refused($"the token is of type {Shown.Quoted(token.Typ)}; present an access token");
        if (token.TryGetHeaderValue<object>("crit", out _)) throw Refused("the token asks for extensions (crit) that this gateway does not know");
        for (var i = 0; ; i++)
        {
            try
            {
                var said = TokenClaims.Read(claims, issuers[i]);
                if (said.WhyNotAt(now) is { } words) throw Refused(words);
                CheckSignature(credential, token, said, now);
                return said;
            }
            catch (AccessRefused e)
            {
                // Two providers of the configuration may share an issuer and differ in audience.
                e.Issuer = issuers[i].Name;
                if (i + 1 == issuers.Length) throw;
            }
        }
    }

    private (JsonWebToken Token, JsonElement Claims) Read(string credential)
    {
        if (credential.Count(c => c == '.') != 2 || !handler.CanReadToken(credential))
        {
            throw Refused("the password is neither a service-account key (hlk_...) nor an access token; get a token from the console and give it as the password");
        }
        try
        {
            var token = new JsonWebToken(credential);
            return (token, TokenClaims.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload)));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            throw Refused("the token cannot be read");
        }
    }

    private void CheckSignature(string credential, JsonWebToken token, ProvenToken said, DateTimeOffset now)
    {
        var issuer = said.Issuer;
        var candidates = keys.GetValue(issuer, ReadKeys).Where(k => string.IsNullOrEmpty(token.Kid) || string.Equals(k.KeyId, token.Kid, StringComparison.Ordinal)).ToArray();
        if (candidates.Length == 0)
        {
            throw new AccessRefused(RefusalKind.BadCredential, $"the token is signed with a key that {issuer.Name} does not have (any more); sign in again") { IsOfMissingKey = !issuer.IsConsole };
        }
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAlgorithms = algorithms,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            AudienceValidator = (audiences, _, _) => audiences.Any(a => issuer.Audiences.Contains(a, StringComparer.Ordinal)),
            // By the agent's clock, which is not always the machine's.
            LifetimeValidator = (_, _, _, _) => said.WhyNotAt(now) is null,
        };
        // With keys at hand the handler completes synchronously.
        var result = handler.ValidateTokenAsync(credential, parameters).GetAwaiter().GetResult();
        if (!result.IsValid) throw Refused($"the token's signature is not {issuer.Name}'s");
    }

    private static ImmutableArray<SecurityKey>.Builder ReadKeys(TokenIssuerConfig issuer)
    {
        var builder = ImmutableArray.CreateBuilder<SecurityKey>();
        builder.AddRange(JsonWebKeySet.Create(issuer.Keys).GetSigningKeys().Where(k => k is RsaSecurityKey or ECDsaSecurityKey or X509SecurityKey));
        return builder;
    }

    private static AccessRefused Refused(string words) => new(RefusalKind.BadCredential, words);
}
