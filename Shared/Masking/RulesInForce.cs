using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Statements;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>A set of masking rules against one catalogue, worked out once for all sessions that it concerns.</summary>
internal sealed class RulesInForce
{
    /// <summary>Lives as long as the catalogue (without one: as the snapshot) that it was worked out against.</summary>
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<Key, RulesInForce>> shared = [];

    /// <summary>Lives as long as the analysis, which the analyzer's cache bounds.</summary>
    private readonly ConditionalWeakTable<SqlAnalysis, RuledStatement> statements = [];

    private readonly ConditionalWeakTable<SqlAnalysis, RuledStatement>.CreateValueCallback create;

    private RulesInForce(AgentSnapshot snapshot, ConnectionConfig connection, ImmutableArray<MaskingRuleConfig> rules, TargetCatalogue? catalogue)
    {
        var ofColumns = rules.Where(r => !r.Columns.IsEmpty).ToImmutableArray();
        var hashKey = rules.Any(r => r.Method.Kind == MaskKind.Hash) && snapshot.MaskingKey is { } key ? new HashKey(key, connection.Name) : null;
        // Each rule's method is tried at once: one that cannot be enforced must not come to light at a value.
        foreach (var rule in rules) TextMask.Of(rule.Method, hashKey);
        Detectors = new DetectorSet(rules, hashKey);
        if (!ofColumns.IsEmpty) Schema = new MaskedSchema(catalogue ?? throw new ArgumentNullException(nameof(catalogue), "Masking rules name columns: the target's catalogue is needed."), ofColumns);
        Values = new ValueMaskPlan(Detectors, hashKey, catalogue?.StringTypes ?? FrozenSet<uint>.Empty);
        Unknown = new RuledStatement(this, null);
        create = analysis => new RuledStatement(this, analysis);
    }

    public DetectorSet Detectors { get; }

    /// <summary>Null where no rule names columns.</summary>
    public MaskedSchema? Schema { get; }

    public ValueMaskPlan Values { get; }

    private RuledStatement Unknown { get; }

    public static RulesInForce Of(AgentSnapshot snapshot, ConnectionConfig connection, ImmutableArray<MaskingRuleConfig> rules, TargetCatalogue? catalogue)
    {
        var names = string.Join('\0', rules.Select(r => r.Name));
        var ofOwner = shared.GetValue(catalogue ?? (object)snapshot, static _ => new ConcurrentDictionary<Key, RulesInForce>());
        return ofOwner.GetOrAdd(new Key(snapshot.Version, snapshot.MaskingRules, snapshot.MaskingKey, connection.Name, names), _ => new RulesInForce(snapshot, connection, rules, catalogue));
    }

    public RuledStatement For(SqlAnalysis? statement) => statement is null ? Unknown : statements.GetValue(statement, create);

    public bool TryMaskText(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        if (Detectors.IsEmpty) return false;
        var outcome = Detectors.Mask(utf8, output);
        if (outcome == MaskOutcome.Null) output.Write(RedactMask.Text);
        return outcome != MaskOutcome.Unchanged;
    }

    /// <summary>The rules themselves stand in for the snapshot: two snapshots of one version are not the same in tests and previews.</summary>
    private readonly record struct Key(long SnapshotVersion, ImmutableArray<MaskingRuleConfig> Rules, Secret? MaskingKey, string Connection, string Names);
}
