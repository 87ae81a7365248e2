using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>The masking rules that apply to one caller on one connection, seen against what is known of the target's schema. Immutable; made at connect, at each snapshot and at each new catalogue.</summary>
public sealed class SessionMasking
{
    /// <param name="catalogue">Null only where no rule names columns; with column rules and no catalogue the constructor throws (fail closed).</param>
    public SessionMasking(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, TargetCatalogue? catalogue) => throw new NotImplementedException();

    /// <summary>Whether rules that name columns apply to this caller here, so that a catalogue is needed.</summary>
    public static bool NeedsCatalogue(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) => throw new NotImplementedException();

    /// <summary>Nothing is masked: every answer passes as it is.</summary>
    public bool IsEmpty => throw new NotImplementedException();

    public bool HasColumnRules => throw new NotImplementedException();

    /// <summary>What the rules mean for a statement. Null (an unknown prepared name or cursor) is treated as touching everything. No allocation for an analysis seen before.</summary>
    public StatementMasking For(SqlAnalysis? statement) => throw new NotImplementedException();

    /// <summary>Whether a statement names relations that the catalogue does not have yet: look again before asking <see cref="For"/>, or it counts as touching everything. Always false without column rules.</summary>
    public bool NeedsNewerCatalogue(SqlAnalysis statement) => throw new NotImplementedException();

    /// <summary>Whether a result has columns that the catalogue does not have yet: look again before planning, or they are masked whole. Always false without column rules.</summary>
    public bool NeedsNewerCatalogue(ReadOnlySpan<ResultColumn> columns) => throw new NotImplementedException();

    /// <summary>Detectors over free text (notices, notification payloads, bind values): writes the text with findings masked; false when nothing was found, and then nothing is written.</summary>
    public bool TryMaskText(ReadOnlySpan<byte> utf8, System.Buffers.IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>A notification's payload can come from any session's data: masked whole where column rules are in force, else searched by the detectors. False when it may pass as it is, and then nothing is written.</summary>
    public bool TryMaskNotification(ReadOnlySpan<byte> payload, System.Buffers.IBufferWriter<byte> output) => throw new NotImplementedException();
}
