using System.Runtime.CompilerServices;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Gates;

/// <summary>All that decides about one session's operations, as of one snapshot and one catalogue. Replaced whole.</summary>
internal sealed class SessionRules(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, TargetCatalogue? catalogue)
{
    // Statements for whose unknown names a newer catalogue was read, in vain: they are what they are until the schema changes.
    private readonly ConditionalWeakTable<SqlAnalysis, object> searched = [];

    public AgentSnapshot Snapshot { get; } = snapshot;

    public ConnectionConfig Connection { get; } = connection;

    public CallerIdentity Caller { get; } = caller;

    public TargetCatalogue? Catalogue { get; } = catalogue;

    public SessionPolicies Policies { get; } = new(snapshot, connection, caller, catalogue);

    public SessionMasking Masking { get; } = new(snapshot, connection, caller, catalogue);

    /// <summary>The snapshot without exemptions.</summary>
    public AgentSnapshot ForEverybody => forEverybody ??= Snapshot with { MaskingRules = [.. Snapshot.MaskingRules.Select(rule => rule with { Exempt = new SubjectMatch() })] };

    private AgentSnapshot? forEverybody;

    /// <summary>Whether a rule that concerns the connection exempts the caller.</summary>
    public static bool IsExempt(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        RuleScope.Of(snapshot, connection).Length != RuleScope.Of(snapshot, connection, caller).Length;

    public bool NeedsSearch(SqlAnalysis? operation) => operation is not null && (Masking.NeedsNewerCatalogue(operation) || Policies.NeedsNewerCatalogue(operation)) && !searched.TryGetValue(operation, out _);

    public void WasSearched(SqlAnalysis operation) => searched.AddOrUpdate(operation, this);
}
