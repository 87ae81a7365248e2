using System.Buffers;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>
/// The masking rules that apply to one caller on one connection, seen against what is known of the target's schema. Immutable; made at connect, at each snapshot and at each new catalogue.
/// Sessions under the same rules share what was worked out.
/// </summary>
public sealed class SessionMasking
{
    private readonly RulesInForce rules;

    /// <param name="catalogue">Null only where no rule names columns; with column rules and no catalogue the constructor throws (fail closed).</param>
    /// <exception cref="ArgumentNullException">Rules name columns and there is no catalogue.</exception>
    /// <exception cref="NotSupportedException">A rule asks for a method or a detector that this version does not have.</exception>
    /// <exception cref="FormatException">A rule's column pattern is not of the form schema.table.column.</exception>
    /// <exception cref="InvalidOperationException">A rule hashes and the snapshot has no masking key.</exception>
    public SessionMasking(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, TargetCatalogue? catalogue) =>
        rules = RulesInForce.Of(snapshot, connection, RuleScope.Of(snapshot, connection, caller), catalogue);

    /// <summary>Whether rules that name columns apply to this caller here, so that a catalogue is needed.</summary>
    public static bool NeedsCatalogue(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        RuleScope.Of(snapshot, connection, caller).Any(r => !r.Columns.IsEmpty);

    /// <summary>Nothing is masked: every answer passes as it is.</summary>
    public bool IsEmpty => !HasColumnRules && rules.Detectors.IsEmpty;

    public bool HasColumnRules => rules.Schema is not null;

    /// <summary>What the rules mean for a statement. Null (an unknown prepared name or cursor) is treated as touching everything. No allocation for an analysis seen before.</summary>
    public StatementMasking For(SqlAnalysis? statement) => rules.For(statement);

    /// <summary>Whether a statement names relations that the catalogue does not have yet: look again before asking <see cref="For"/>, or it counts as touching everything. Always false without column rules.</summary>
    public bool NeedsNewerCatalogue(SqlAnalysis statement) => HasColumnRules && rules.For(statement).NamesUnknown;

    /// <summary>Whether a result has columns that the catalogue does not have yet: look again before planning, or they are masked whole. Always false without column rules.</summary>
    public bool NeedsNewerCatalogue(ReadOnlySpan<ResultColumn> columns)
    {
        if (rules.Schema is not { } schema) return false;
        foreach (var column in columns)
            if (column.TableOid != 0 && !schema.Knows(column.TableOid, column.AttributeNumber)) return true;
        return false;
    }

    /// <summary>Detectors over free text (notices, notification payloads, bind values): writes the text with findings masked; false when nothing was found, and then nothing is written.</summary>
    public bool TryMaskText(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output) => rules.TryMaskText(utf8, output);

    /// <summary>A notification's payload can come from any session's data: masked whole where column rules are in force, else searched by the detectors. False when it may pass as it is, and then nothing is written.</summary>
    public bool TryMaskNotification(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        if (!HasColumnRules) return TryMaskText(payload, output);
        if (payload.IsEmpty) return false;
        output.Write(Values.RedactMask.Text);
        return true;
    }

    /// <summary>Detectors over a text that comes in pieces; null where there are none. Where the method is <c>null</c> a finding becomes <c>[redacted]</c>, because the text before it is gone already.</summary>
    public Detectors.DetectedStream? Stream() => rules.Detectors.IsEmpty ? null : new Detectors.DetectedStream(rules.Detectors);
}
