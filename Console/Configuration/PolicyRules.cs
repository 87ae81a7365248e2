using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of policies beside what agents check.</summary>
internal static class PolicyRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted)
    {
        var groups = KnownGroups(wanted);
        foreach (var (policy, i) in wanted.Policies.Each())
        {
            var path = $"policies[{i}]";
            foreach (var mistake in Match(policy, path)) yield return mistake;
            foreach (var mistake in Deciders(policy, groups, path)) yield return mistake;
            if (policy.Message is { Length: > 1000 }) yield return new($"{path}.message", "is longer than 1000 characters.");
        }
    }

    private static IEnumerable<ConfigMistake> Match(PolicyConfig policy, string path)
    {
        if (policy.Scope == PolicyScope.Session && (policy.Sql is not null || policy.Http is not null)) yield return new($"{path}.match", "a policy of scope session is decided at connect, before there is an operation to match.");
        foreach (var (kind, i) in (policy.Sql?.Kinds ?? []).Select((kind, i) => (kind, i)))
        {
            if (!SqlKindWords.TryParse(kind, out _)) yield return new($"{path}.match.sql.kinds[{i}]", $"'{kind}' is not one of {string.Join(", ", SqlKindWords.All)}.");
        }
    }

    private static IEnumerable<ConfigMistake> Deciders(PolicyConfig policy, ImmutableHashSet<string>? groups, string path) =>
        from named in (policy.Approval?.Groups ?? []).Select((name, i) => (Name: name, Index: i))
        where groups is not null && !string.IsNullOrWhiteSpace(named.Name) && !groups.Contains(named.Name)
        select new ConfigMistake($"{path}.approval.groups[{named.Index}]", $"no user, service account or line under groups has group '{named.Name}', so nobody could ever decide.");

    /// <summary>Null when groups may come from an identity provider, of which only its tokens tell.</summary>
    private static ImmutableHashSet<string>? KnownGroups(ConsoleConfig wanted) => wanted.IdentityProviders is { IsEmpty: false }
        ? null
        : [.. wanted.Groups.Each().Select(g => g.Item.Name), .. wanted.Users.Each().SelectMany(u => u.Item.Groups), .. wanted.ServiceAccounts.Each().SelectMany(a => a.Item.Groups)];
}
