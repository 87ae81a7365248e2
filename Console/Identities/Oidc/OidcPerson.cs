using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Who somebody is, by the claims of an ID token and of user info.</summary>
public static class OidcPerson
{
    private const string DefaultName = "sub";
    private const int LongestName = 300;

    /// <summary>The ID token's claims, and those that only user info has.</summary>
    /// <exception cref="ProviderSignInException">The two are about different people.</exception>
    public static JsonObject Merge(JsonObject idToken, JsonObject userInfo)
    {
        if (Text(idToken, "sub") is not { } subject || Text(userInfo, "sub") != subject) throw new ProviderSignInException(SignInProblems.Answer, "The user info is about somebody else than the ID token (sub).");
        var merged = idToken.DeepClone().AsObject();
        foreach (var (name, value) in userInfo)
            if (!merged.ContainsKey(name)) merged[name] = value?.DeepClone();
        return merged;
    }

    /// <summary>As policies, tickets and sessions name it.</summary>
    /// <exception cref="ProviderSignInException">The claims do not say, or say what cannot be a name.</exception>
    public static string NameOf(JsonObject claims, IdentityProviderConfig config)
    {
        var claim = config.NameClaim ?? DefaultName;
        if (Text(claims, claim) is not { Length: > 0 } name) throw new ProviderSignInException(SignInProblems.Name, $"The claim '{claim}', which names people, is missing.");
        if (!TokenBearers.MayBeNamedBy(claim, c => IsTrue(claims, c))) throw new ProviderSignInException(SignInProblems.Name, "People are named by their e-mail address, and this one is not verified (email_verified).");
        var whole = config.NamePrefix + name;
        return whole.Length <= LongestName && !whole.Any(char.IsControl) && whole.Trim() == whole ? whole : throw new ProviderSignInException(SignInProblems.Name, $"The claim '{claim}' holds what cannot be a name.");
    }

    /// <summary>Null when the claims say nothing of groups.</summary>
    /// <exception cref="ProviderSignInException">They say something that is no list of words.</exception>
    public static ImmutableArray<string>? GroupsOf(JsonObject claims, string claim)
    {
        if (!claims.TryGetPropertyValue(claim, out var value) || value is null) return null;
        if (Word(value) is { } one) return [one];
        if (value is JsonArray many && many.All(m => Word(m) is not null)) return [.. many.Select(m => Word(m)!).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal)];
        throw new ProviderSignInException(SignInProblems.Groups, $"The claim '{claim}', which names groups, is neither a word nor a list of words.");
    }

    /// <param name="groups">As they were found, wherever that was.</param>
    public static ProvenPerson Of(JsonObject claims, IdentityProviderConfig config, ImmutableArray<string> groups) => new(NameOf(claims, config), SignInMeans.Oidc, config.Name, groups)
    {
        Subject = Text(claims, "sub"),
        DisplayName = Text(claims, "name"),
        Email = EmailOf(claims),
        ProviderSession = Text(claims, "sid"),
    };

    /// <summary>Null unless the provider has verified it.</summary>
    public static string? EmailOf(JsonObject claims) => IsTrue(claims, "email_verified") ? Text(claims, "email") : null;

    /// <summary>Null for what is missing or no text.</summary>
    public static string? Text(JsonObject claims, string name) => claims.TryGetPropertyValue(name, out var value) ? Word(value) : null;

    /// <summary>Some providers write it as a word.</summary>
    private static bool IsTrue(JsonObject claims, string claim) => claims[claim] is JsonValue value && ((value.TryGetValue<bool>(out var flag) && flag) || (value.TryGetValue<string>(out var word) && word == "true"));

    private static string? Word(JsonNode? value) => value is JsonValue plain && plain.TryGetValue<string>(out var word) ? word : null;
}
