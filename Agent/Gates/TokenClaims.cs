using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>Reads the payload of a token (RFC 7519, section 4). Refuses what it does not understand.</summary>
internal static class TokenClaims
{
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Claims that make a token something other than an access token for whoever bears it, and what to say then.</summary>
    private static readonly (string Claim, string Words)[] refused =
    [
        ("nonce", "this is an ID token; present an access token"),
        ("at_hash", "this is an ID token; present an access token"),
        ("cnf", "the token is bound to a key (cnf), which native clients cannot prove; ask the identity provider for a bearer token"),
        ("events", "this is an event token; present an access token"),
    ];

    /// <exception cref="AccessRefused">It is no JSON object, or says a claim twice.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    private static bool IsTrue(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true")));

    public static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <exception cref="AccessRefused">The token is of another kind or audience, or lacks what it must say.</exception>
    public static ProvenToken Read(JsonElement claims, TokenIssuerConfig issuer)
    {
        foreach (var (claim, words) in refused)
        {
            if (claims.TryGetProperty(claim, out _)) throw Refused(words);
        }
        var audiences = List(claims, "aud", "audience");
        if (!audiences.Any(a => issuer.Audiences.Contains(a, StringComparer.Ordinal)))
        {
            throw Refused(audiences.IsEmpty
                ? "the token names no audience; ask for one of this gateway's"
                : $"the token is for audience {Shown.Quoted(audiences[0])}, not for this gateway");
        }
        var subject = Subject(claims, issuer);
        return new ProvenToken(
            issuer, subject, Kind(claims, issuer), List(claims, issuer.GroupsClaim, "groups"), issuer.IsConsole ? Text(claims, "connection") : null,
            Time(claims, "nbf"), Time(claims, "exp") ?? throw Refused("the token never expires; ask for one that does"))
        {
            Actors = Actors(claims, issuer, subject),
            SignIn = issuer.IsConsole ? SignIn(claims) : null,
        };
    }

    /// <summary>What the caller goes by, as the issuer's configuration says it: one person is one name, whatever it shows and wherever.</summary>
    private static string Subject(JsonElement claims, TokenIssuerConfig issuer)
    {
        var claim = issuer.IsConsole ? "sub" : issuer.NameClaim;
        var said = Text(claims, claim);
        if (string.IsNullOrEmpty(said)) throw Refused($"the token names nobody ({claim})" + (claim == "sub" ? "" : $"; {issuer.Name} must be told to put the claim {Shown.Quoted(claim)} into access tokens"));
        if (!issuer.IsConsole && !TokenBearers.MayBeNamedBy(claim, c => IsTrue(claims, c))) throw Refused($"the token does not say that its e-mail address is verified (email_verified), and callers of {issuer.Name} are named by it");
        var name = issuer.IsConsole ? said : issuer.NamePrefix + said;
        return IsName(name) ? name : throw Refused("the token's subject is no name");
    }

    private static ImmutableArray<ActorIdentity> Actors(JsonElement claims, TokenIssuerConfig issuer, string subject)
    {
        if (!claims.TryGetProperty("act", out var act)) return [];
        if (!issuer.IsConsole) throw Refused($"the token is delegated (act) by {issuer.Name}, which this gateway takes from its own console only; exchange it there (token exchange, POST /oauth/token)");
        return ActorClaim.Read(act, subject);
    }

    private static Guid? SignIn(JsonElement claims)
    {
        if (!claims.TryGetProperty("sid", out var sid)) return null;
        return sid.ValueKind == JsonValueKind.String && Guid.TryParse(sid.GetString(), out var id) ? id : throw Refused("the token's sign-in (sid) cannot be read");
    }

    internal static bool IsName(string text) => text.Length is > 0 and <= 256 && !text.Any(char.IsControl);

    private static CallerKind Kind(JsonElement claims, TokenIssuerConfig issuer)
    {
        if (!issuer.IsConsole) return TokenBearers.KindOf(name => Text(claims, name));
        return KindOf(claims) ?? throw Refused("the token does not say whether it is a person's or a machine's");
    }

    internal static CallerKind? KindOf(JsonElement claims) => Text(claims, "kind") switch { "human" => CallerKind.Human, "machine" => CallerKind.Machine, _ => null };

    internal static ImmutableArray<string> List(JsonElement claims, string name, string words)
    {
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String)) throw Refused($"the token's {words} is neither text nor a list of texts");
        return [.. value.EnumerateArray().Select(v => v.GetString()!)];
    }

    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is < 0 or > 253_402_300_799) throw Refused($"the token's {name} is no time");
        return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
    }

    private static AccessRefused Unreadable() => Refused("the token cannot be read");

    private static AccessRefused Refused(string words) => new(RefusalKind.BadCredential, words);
}
