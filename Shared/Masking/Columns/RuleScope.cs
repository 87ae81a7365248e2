using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Which masking rules concern a caller on a connection.</summary>
public static class RuleScope
{
    public static ImmutableArray<MaskingRuleConfig> Of(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        [.. snapshot.MaskingRules.Where(r => r.Connections.Matches(connection) && !r.Exempts(caller))];

    /// <summary>Whoever calls.</summary>
    public static ImmutableArray<MaskingRuleConfig> Of(AgentSnapshot snapshot, ConnectionConfig connection) => [.. snapshot.MaskingRules.Where(r => r.Connections.Matches(connection))];

    /// <summary>No list at all exempts nobody; otherwise each list that is not empty must contain something of the caller, and of everybody who acts for it.</summary>
    public static bool Exempts(this MaskingRuleConfig rule, CallerIdentity caller) => !rule.Exempt.IsEmpty() && rule.Exempt.MatchesEach(caller);
}
