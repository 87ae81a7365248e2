using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
    /// <summary>By snapshot, then by catalogue: what was worked out goes with whichever of the two goes first.</summary>
    private static readonly ConditionalWeakTable<AgentSnapshot, ConditionalWeakTable<object, ConcurrentDictionary<Key, RulesInForce>>> shared = [];

    /// <summary>Lives as long as the analysis, which the analyzer's cache bounds.</summary>
    private readonly ConditionalWeakTable<SqlAnalysis, RuledStatement> statements = [];

    private readonly ConditionalWeakTable<SqlAnalysis, RuledStatement>.CreateValueCallback create;

    private RulesInForce(AgentSnapshot snapshot, ConnectionConfig connection, ImmutableArray<MaskingRuleConfig> rules, TargetCatalogue? catalogue)
    {
        // Only HTTP has requests with bodies.
        rules = rules.RemoveAll(r => r.Direction == MaskDirection.Request);
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
        var key = new Key(connection.Name, string.Concat(snapshot.MaskingRules.Select(r => rules.Contains(r) ? '1' : '0')));
        return shared.GetOrCreateValue(snapshot)
            .GetValue(catalogue ?? (object)snapshot, static _ => new ConcurrentDictionary<Key, RulesInForce>())
            .GetOrAdd(key, static (_, from) => new RulesInForce(from.snapshot, from.connection, from.rules, from.catalogue), (snapshot, connection, rules, catalogue));
    }

    public RuledStatement For(SqlAnalysis? statement) => statement is null ? Unknown : statements.GetValue(statement.Pattern, create);

    public bool TryMaskText(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        if (Detectors.IsEmpty) return false;
        var outcome = Detectors.Mask(utf8, output);
        if (outcome == MaskOutcome.Null) output.Write(RedactMask.Text);
        return outcome != MaskOutcome.Unchanged;
    }

    /// <param name="Rules">One sign for each rule of the snapshot: whether it is in force.</param>
    private readonly record struct Key(string Connection, string Rules);
}
