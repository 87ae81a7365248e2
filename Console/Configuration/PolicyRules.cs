using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of policies.</summary>
internal static class PolicyRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted)
    {
        var groups = KnownGroups(wanted);
        foreach (var (policy, i) in wanted.Policies.Each())
        {
            var path = $"policies[{i}]";
            foreach (var mistake in UnknownConnections(policy.Connections, wanted, path)) yield return mistake;
            foreach (var mistake in Match(policy, path)) yield return mistake;
            foreach (var mistake in Approval(policy, groups, path)) yield return mistake;
            if (policy.When is { } window && (window.From < TimeSpan.Zero || window.From >= TimeSpan.FromHours(24) || window.To <= TimeSpan.Zero || window.To > TimeSpan.FromHours(24) || window.From == window.To))
                yield return new($"{path}.when", "from and to are no span of a day.");
            if (policy.Message is { Length: > 1000 }) yield return new($"{path}.message", "is longer than 1000 characters.");
        }
    }

    public static IEnumerable<ConfigMistake> UnknownConnections(ConnectionMatch match, ConsoleConfig wanted, string path)
    {
        var names = wanted.Connections.Each().Select(c => c.Item.Config.Name).ToHashSet(StringComparer.Ordinal);
        return match.Names.Select((name, i) => (name, i)).Where(n => !names.Contains(n.name)).Select(n => new ConfigMistake($"{path}.connections.names[{n.i}]", $"there is no connection '{n.name}'."));
    }

    private static IEnumerable<ConfigMistake> Match(PolicyConfig policy, string path)
    {
        if (policy.Sql is not { } sql) yield break;
        if (policy.Scope == PolicyScope.Session) yield return new($"{path}.match", "a policy of scope session is decided at connect, before there is an operation to match.");
        foreach (var (kind, i) in sql.Kinds.Select((kind, i) => (kind, i)))
        {
            if (!SqlKindWords.TryParse(kind, out _)) yield return new($"{path}.match.sql.kinds[{i}]", $"'{kind}' is not one of {string.Join(", ", SqlKindWords.All)}.");
        }

        foreach (var (table, i) in sql.Tables.Select((table, i) => (table, i)))
        {
            if (table.Split('.') is not [{ Length: > 0 }, { Length: > 0 }]) yield return new($"{path}.match.sql.tables[{i}]", $"'{table}' is no schema.table (* for either part).");
        }
    }

    private static IEnumerable<ConfigMistake> Approval(PolicyConfig policy, ImmutableHashSet<string>? groups, string path)
    {
        if (policy.Effect != PolicyEffect.Approve)
        {
            if (policy.Approval is not null) yield return new($"{path}.approval", "goes with effect: approve only.");
            yield break;
        }

        if (policy.Approval is not { } approval)
        {
            yield return new($"{path}.approval", "is missing: say which groups decide.");
            yield break;
        }

        if (approval.Groups.IsEmpty) yield return new($"{path}.approval.groups", "is empty: say which groups decide.");
        if (policy.Scope == PolicyScope.Operation && approval.GrantMinutes is not null) yield return new($"{path}.approval.grantMinutes", "goes with scope: session only; at scope operation one approval is for one operation.");
        if (groups is null) yield break;
        foreach (var (group, i) in approval.Groups.Select((group, i) => (group, i)))
        {
            if (!groups.Contains(group)) yield return new($"{path}.approval.groups[{i}]", $"no user, service account or line under groups has group '{group}', so nobody could ever decide.");
        }
    }

    /// <summary>Null when groups may come from an identity provider, of which only its tokens tell.</summary>
    private static ImmutableHashSet<string>? KnownGroups(ConsoleConfig wanted) => wanted.IdentityProviders is { IsEmpty: false }
        ? null
        : [.. wanted.Groups.Each().Select(g => g.Item.Name), .. wanted.Users.Each().SelectMany(u => u.Item.Groups), .. wanted.ServiceAccounts.Each().SelectMany(a => a.Item.Groups)];
}
