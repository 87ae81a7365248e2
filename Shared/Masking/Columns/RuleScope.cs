using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Which masking rules concern a caller on a connection.</summary>
internal static class RuleScope
{
    public static ImmutableArray<MaskingRuleConfig> Of(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        [.. snapshot.MaskingRules.Where(r => Covers(r.Connections, connection) && !IsExempt(r.Exempt, caller))];

    private static bool Covers(ConnectionMatch match, ConnectionConfig connection) =>
        (match.Names.IsEmpty || match.Names.Contains(connection.Name, StringComparer.Ordinal))
        && match.Tags.All(t => connection.Tags.TryGetValue(t.Key, out var value) && value == t.Value);

    /// <summary>Empty exempts nobody; otherwise each list that is not empty must contain something of the caller.</summary>
    private static bool IsExempt(SubjectMatch exempt, CallerIdentity caller) =>
        !(exempt.Groups.IsEmpty && exempt.Identities.IsEmpty && exempt.Kinds.IsEmpty)
        && (exempt.Groups.IsEmpty || exempt.Groups.Any(g => caller.Groups.Contains(g, StringComparer.Ordinal)))
        && (exempt.Identities.IsEmpty || exempt.Identities.Contains(caller.Name, StringComparer.Ordinal))
        && (exempt.Kinds.IsEmpty || exempt.Kinds.Contains(caller.Kind));
}
