using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Security;

/// <summary>Our own access tokens: JWTs (ES256) that agents check offline with the key set in their snapshot.</summary>
public sealed class AccessTokens(InstallationKeys keys, TimeProvider time)
{
    public const string Audience = "hooplike";
    public const string KindClaim = "kind";
    public const string GroupsClaim = "groups";
    public const string ConnectionClaim = "connection";
    /// <summary>The sign-in that the token belongs to and ends with.</summary>
    public const string SignInClaim = "sid";
    /// <summary>Who acts for the subject (RFC 8693, section 4.1), each with <see cref="KindClaim"/>, <see cref="GroupsClaim"/> and <see cref="ProvenByClaim"/>.</summary>
    public const string ActorClaim = "act";
    /// <summary>How an actor was proven, in words.</summary>
    public const string ProvenByClaim = "proven_by";
    private const string KeyName = "access-tokens";
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(12);
    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    /// <param name="connection">The only connection it is good for; null for a token that stands for its owner everywhere.</param>
    public async Task<(Secret Token, DateTimeOffset ExpiresAt)> IssueAsync(string issuer, CallerIdentity identity, string? connection, TimeSpan life, CancellationToken cancellationToken)
    {
        if (life <= TimeSpan.Zero || life > LongestLife) throw new ArgumentOutOfRangeException(nameof(life), "A token lives up to 12 hours.");
        using var key = await SigningKeyAsync(cancellationToken);
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = identity.Name,
            [KindClaim] = Word(identity.Kind),
            [GroupsClaim] = identity.Groups.ToArray(),
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
        if (connection is not null) claims[ConnectionClaim] = connection;
        if (identity.SignIn is { } signIn) claims[SignInClaim] = signIn.ToString();
        if (!identity.Actors.IsEmpty) claims[ActorClaim] = Actor(identity.Actors, 0);
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            TokenType = "at+jwt",
            SigningCredentials = new SigningCredentials(SecurityKey(key), SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
        });
        return (new Secret(token), now + life);
    }

    /// <summary>The public key as a JSON Web Key Set.</summary>
    public async Task<string> KeySetAsync(CancellationToken cancellationToken)
    {
        using var key = await SigningKeyAsync(cancellationToken);
        var point = key.ExportParameters(false).Q;
        var jwk = new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = KeyId(key), x = Base64UrlEncoder.Encode(point.X!), y = Base64UrlEncoder.Encode(point.Y!) };
        return JsonSerializer.Serialize(new { keys = new[] { jwk } });
    }

    /// <summary>Who acts for the subject of a token of ours; empty where nobody does, null where it cannot be read.</summary>
    public static ImmutableArray<ActorIdentity>? ActorsOf(JsonWebToken token)
    {
        var chain = ImmutableArray.CreateBuilder<ActorIdentity>();
        if (!token.TryGetPayloadValue<JsonElement>(ActorClaim, out var act)) return token.TryGetPayloadValue<object>(ActorClaim, out _) ? null : [];
        for (JsonElement? at = act; at is { } link; at = link.TryGetProperty(ActorClaim, out var next) ? next : null)
        {
            if (chain.Count == ActorIdentity.LongestChain || Link(link) is not { } actor) return null;
            chain.Add(actor);
        }

        return chain.ToImmutable();
    }

    private static ActorIdentity? Link(JsonElement link)
    {
        if (link.ValueKind != JsonValueKind.Object || Text("sub") is not { Length: > 0 } name || Text(ProvenByClaim) is not { } provenBy || Text(KindClaim) is not ("human" or "machine")) return null;
        if (!link.TryGetProperty(GroupsClaim, out var groups) || groups.ValueKind != JsonValueKind.Array || groups.EnumerateArray().Any(g => g.ValueKind != JsonValueKind.String)) return null;
        return new ActorIdentity(name, Text(KindClaim) == "human" ? CallerKind.Human : CallerKind.Machine, [.. groups.EnumerateArray().Select(g => g.GetString()!)], provenBy);

        string? Text(string claim) => link.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static Dictionary<string, object> Actor(ImmutableArray<ActorIdentity> actors, int first)
    {
        var actor = actors[first];
        var claim = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = actor.Name,
            [KindClaim] = Word(actor.Kind),
            [GroupsClaim] = actor.Groups.ToArray(),
            [ProvenByClaim] = actor.ProvenBy,
        };
        if (first + 1 < actors.Length) claim[ActorClaim] = Actor(actors, first + 1);
        return claim;
    }

    private static string Word(CallerKind kind) => kind == CallerKind.Human ? "human" : "machine";

    private async Task<ECDsa> SigningKeyAsync(CancellationToken cancellationToken)
    {
        var (pem, _) = await keys.GetAsync(KeyName, Make, cancellationToken);
        var key = ECDsa.Create();
        key.ImportFromPem(pem.Reveal());
        return key;
    }

    private static ECDsaSecurityKey SecurityKey(ECDsa key) => new(key) { KeyId = KeyId(key) };

    private static string KeyId(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    private static (Secret Key, string? PublicPart) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (new Secret(key.ExportPkcs8PrivateKeyPem()), null);
    }
}
