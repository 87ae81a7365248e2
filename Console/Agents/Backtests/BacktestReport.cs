using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>What would be different for an operation, or for a session as a whole.</summary>
public enum BacktestChange
{
    NewlyDenied,
    NewlyHeld,
    NewlyAllowed,
    /// <summary>It was held for an approval and would pass without.</summary>
    NoLongerHeld,
    HeldInsteadOfDenied,
    /// <summary>Held as it is now, and by other people, more or fewer of them, or with another time limit.</summary>
    OtherApproval,
    NewlyMasked,
    NoLongerMasked,
    /// <summary>The same columns, masked by another method.</summary>
    MaskedOtherwise,
}

/// <summary>How sure a verdict is.</summary>
public enum BacktestCertainty
{
    /// <summary>The recorded text reads as it did when it was judged: the verdict is the one that an agent would give.</summary>
    Exact,
    /// <summary>The text is cut, or cannot be read without the values that were left out: judged by the recorded kinds and tables, and what those do not tell counts as everything. Of a request: a rule asks for its body, which is not in the recorded text.</summary>
    KindsAndTables,
    /// <summary>A masking rule may refuse it: by its text alone, without the target's catalogue.</summary>
    Forecast,
}

/// <summary>A verdict in a few words.</summary>
/// <param name="Rule">The deciding policy, or the masking rule that refuses; null where none has a say.</param>
public sealed record BacktestVerdict(PolicyEffect Effect, string? Rule, ApprovalRequirement? Approval = null)
{
    /// <summary>It runs, and its transaction is held at the COMMIT.</summary>
    public bool AtCommit { get; init; }
}

/// <summary>Something that may be masked in an answer.</summary>
/// <param name="What"><c>table.column</c>, the pattern where the statement names no single column, or <c>detector WORD</c>.</param>
public sealed record MaskedPart(string What, string Rule, MaskMethod Method);

/// <summary>A recorded operation (or a session, at its connect) that would end differently.</summary>
/// <param name="Scope">Session for one that is decided differently at its connect: told once for all of its operations.</param>
/// <param name="Sequence">Of the operation's event in the recording; null for a session.</param>
/// <param name="Text">As recorded: without values that may not be shown; null for a session.</param>
/// <param name="Operations">Recorded operations that it stands for: 1, or those of the session within the span.</param>
/// <param name="Then">As recorded.</param>
/// <param name="Current">By the configuration of now.</param>
/// <param name="Now">By the draft.</param>
public sealed record ChangedOperation(
    PolicyScope Scope, Guid Session, DateTimeOffset StartedAt, long? Sequence, long? Number, DateTimeOffset At, string Identity, CallerKind Kind, ImmutableArray<ActorIdentity> Actors, string Connection,
    string? Text, int Operations, ImmutableArray<BacktestChange> Changes, BacktestVerdict Then, BacktestVerdict Current, BacktestVerdict Now, BacktestCertainty Certainty)
{
    /// <summary>What may be masked of the answer by the configuration of now.</summary>
    public ImmutableArray<MaskedPart> MaskedCurrent { get; init; } = [];

    /// <summary>What may be masked of it by the draft.</summary>
    public ImmutableArray<MaskedPart> MaskedNow { get; init; } = [];

    public string Caller => ActorIdentity.Words(Identity, Actors);

    public BacktestPosition Position => new(StartedAt, Session, Sequence ?? BacktestPosition.WholeSession);
}

/// <param name="Operations">Operations that change so, one by one or with their session.</param>
/// <param name="Sessions">Sessions that change so at their connect.</param>
public sealed record ChangeCount(long Operations, long Sessions);

/// <summary>How often one rule is the reason of one change.</summary>
public sealed record RuleCount(string Rule, bool IsMasking, BacktestChange Change, ChangeCount Count);

/// <summary>One step of the picture: each operation is counted once, a verdict that changes before masking that does.</summary>
/// <param name="Allowed">Looser: newly allowed, no longer held, held instead of denied.</param>
/// <param name="Masking">Only what is masked changes, or who approves.</param>
public sealed record BacktestBar(DateTimeOffset At, long Unchanged, long Denied, long Held, long Allowed, long Masking);

/// <summary>How far it came.</summary>
/// <param name="Expected">Operations of the sessions in the span, about.</param>
public sealed record BacktestProgress(long Operations, long Expected, long Changed);

/// <summary>What a run found.</summary>
/// <param name="Operations">Recorded operations that were looked at.</param>
/// <param name="Changed">Of them, those with a change.</param>
/// <param name="ByKindsAndTables">Of all, those whose text could not be judged.</param>
/// <param name="Unjudged">Of connections that are no more: nobody can say what would become of them.</param>
/// <param name="Counts">By change; one operation can be in several.</param>
/// <param name="SearchedTo">Everything of sessions that began then or later was looked at; null when it was all.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record BacktestReport(
    DateTimeOffset From, DateTimeOffset To, BacktestBaseline Baseline, long Sessions, long Operations, long Changed, long ByKindsAndTables, long Unjudged,
    ImmutableSortedDictionary<BacktestChange, ChangeCount> Counts, ImmutableArray<RuleCount> Rules, TimeSpan Step, ImmutableArray<BacktestBar> Bars, DateTimeOffset? SearchedTo, BacktestPosition? Next, TimeSpan Took);
