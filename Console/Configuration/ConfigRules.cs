using HoopLike.Console.Agents;
using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of a whole configuration: names, references, and rules that can be enforced. Says everything that is wrong at once.</summary>
public static class ConfigRules
{
    /// <param name="wanted">All sections, as they would be.</param>
    /// <param name="stored">All sections, as they are: what is new must bring its secret.</param>
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted, ConsoleConfig stored)
    {
        List<ConfigMistake> found =
        [
            .. NameRules.Check(wanted),
            .. Secrets(wanted, stored),
            .. IdentityProviders(wanted),
            .. ConnectionRules.Check(wanted),
            .. CredentialRules.Check(wanted, stored),
            .. PolicyRules.Check(wanted),
        ];
        return [.. found, .. SnapshotRules.Check(wanted, found)];
    }

    private static IEnumerable<ConfigMistake> Secrets(ConsoleConfig wanted, ConsoleConfig stored)
    {
        foreach (var (agent, i) in wanted.Agents.Each())
        {
            if (agent.Token is null && !stored.Agents.Each().Any(s => s.Item.Name == agent.Name)) yield return new($"agents[{i}].token", "is missing: a new agent enrols with a token.");
            if (agent.TokenHours is < 1 or > AgentConfig.MostTokenHours) yield return new($"agents[{i}].tokenHours", $"must be 1 to {AgentConfig.MostTokenHours}.");
            if (agent.Token?.Reveal().Length is < 8) yield return new($"agents[{i}].token", "is shorter than 8 characters.");
        }

        foreach (var (user, i) in wanted.Users.Each())
        {
            if (user.Password is null && !stored.Users.Each().Any(s => s.Item.Name == user.Name)) yield return new($"users[{i}].password", "is missing: a new user signs in with a password.");
            if (user.Password?.Reveal().Length is < 8) yield return new($"users[{i}].password", "is shorter than 8 characters.");
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (account, i) in wanted.ServiceAccounts.Each())
        {
            if (account.Keys is null && !stored.ServiceAccounts.Each().Any(s => s.Item.Name == account.Name)) yield return new($"serviceAccounts[{i}].key", "is missing: a new service account needs a key.");
            if (account.Keys is { Length: > ServiceAccountKey.MostKeys }) yield return new($"serviceAccounts[{i}].keys", $"are more than {ServiceAccountKey.MostKeys}: one in use, and one that replaces it.");
            foreach (var key in account.Keys ?? [])
            {
                if (!ServiceAccountKey.IsWellFormed(key.Reveal())) yield return new($"serviceAccounts[{i}].key", "is no key: hlk_ and then 32 or more letters, digits, - or _.");
                else if (!keys.Add(key.Reveal())) yield return new($"serviceAccounts[{i}].key", "is another key's twin: every key is one account's, once.");
            }
        }
    }

    private static IEnumerable<ConfigMistake> IdentityProviders(ConsoleConfig wanted)
    {
        var issuers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (provider, i) in wanted.IdentityProviders.Each())
        {
            if (!issuers.Add(provider.Issuer)) yield return new($"identityProviders[{i}].issuer", "is another provider's issuer as well.");
            var path = $"identityProviders[{i}]";
            foreach (var mistake in provider.Kind == IdentityProviderKind.Saml ? SamlProviderRules.Check(provider, path) : OidcProviderRules.Check(provider, path)) yield return mistake;
        }
    }
}

/// <summary>Lists with their places, for paths.</summary>
internal static class Sections
{
    public static IEnumerable<(T Item, int Index)> Each<T>(this System.Collections.Immutable.ImmutableArray<T>? section) =>
        section is { } items ? items.Select((item, index) => (item, index)) : [];
}
