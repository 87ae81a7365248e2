using System.Collections.Immutable;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Api;

/// <param name="Rule">The deciding policy, or the masking rule that refuses.</param>
/// <param name="At">commit: it runs, and its transaction is held at the COMMIT. Absent otherwise.</param>
public sealed record BacktestVerdictAnswer(PolicyEffect Verdict, string? Rule, PolicyMoment? At);

/// <param name="What"><c>table.column</c>, a rule's pattern where the statement names no single column, or <c>detector WORD</c>. It may be masked: agents ask the target's catalogue as well, which a backtest does not.</param>
public sealed record BacktestMaskAnswer(string What, string Rule, MaskKind Method);

/// <param name="Scope">session: decided differently at its connect, told once for all its operations in the span.</param>
/// <param name="Sequence">Of the operation's event in the recording.</param>
/// <param name="Text">As recorded, without values that may not be shown.</param>
/// <param name="Operations">Recorded operations that it stands for.</param>
/// <param name="Then">As recorded.</param>
/// <param name="Current">By the configuration of now.</param>
/// <param name="Now">By what was sent.</param>
/// <param name="Certainty">exact: the verdict that an agent would give; kinds-and-tables: the text is cut or lacks values that it cannot be read without, and what is not recorded counts as everything; forecast: a masking rule may refuse it.</param>
public sealed record BacktestItem(
    PolicyScope Scope, Guid Session, long? Sequence, long? Number, DateTimeOffset At, string Identity, CallerKind IdentityKind, IReadOnlyList<ActorIdentity> Actors, string Connection, string? Text, int Operations,
    IReadOnlyList<BacktestChange> Changes, BacktestVerdictAnswer Then, BacktestVerdictAnswer Current, BacktestVerdictAnswer Now, BacktestCertainty Certainty,
    IReadOnlyList<BacktestMaskAnswer> MaskedCurrent, IReadOnlyList<BacktestMaskAnswer> MaskedNow)
{
    internal static BacktestItem Of(ChangedOperation c) => new(
        c.Scope, c.Session, c.Sequence, c.Number, c.At, c.Identity, c.Kind, c.Actors, c.Connection, c.Text, c.Operations, c.Changes, Verdict(c.Then), Verdict(c.Current), Verdict(c.Now), c.Certainty,
        [.. c.MaskedCurrent.Select(Mask)], [.. c.MaskedNow.Select(Mask)]);

    private static BacktestVerdictAnswer Verdict(BacktestVerdict v) => new(v.Effect, v.Rule, v.AtCommit ? PolicyMoment.Commit : null);

    private static BacktestMaskAnswer Mask(MaskedPart p) => new(p.What, p.Rule, p.Method.Kind);
}

/// <param name="Operations">One by one, or with their session.</param>
/// <param name="Sessions">Decided differently at their connect.</param>
public sealed record BacktestCountAnswer(BacktestChange Change, long Operations, long Sessions);

/// <param name="Kind">policy or masking rule.</param>
public sealed record BacktestRuleAnswer(string Rule, string Kind, BacktestChange Change, long Operations, long Sessions);

/// <param name="Sessions">Looked at.</param>
/// <param name="Operations">Looked at.</param>
/// <param name="Changed">Of them, those that would end differently.</param>
/// <param name="ByKindsAndTables">Of them, those whose text could not be judged.</param>
/// <param name="Unjudged">Of them, those of connections that are no more.</param>
/// <param name="Counts">One operation can be in several.</param>
/// <param name="Rules">Which rule is the reason: of what gets stricter the one that will be, of what gets looser the one that was.</param>
/// <param name="Bars">Each operation once; a verdict that changes before masking that does. allowed: newly allowed, no longer held, held instead of denied.</param>
/// <param name="SearchedTo">Where time ran out: all sessions that began after it were looked at. Absent when it was all.</param>
/// <param name="Items">Sessions newest first; in each what concerns it as a whole, and then the newest operation first.</param>
/// <param name="Next">Cursor of the next page.</param>
public sealed record BacktestAnswer(
    DateTimeOffset From, DateTimeOffset To, BacktestBaseline Baseline, long Sessions, long Operations, long Changed, long ByKindsAndTables, long Unjudged, IReadOnlyList<BacktestCountAnswer> Counts,
    IReadOnlyList<BacktestRuleAnswer> Rules, int StepSeconds, ImmutableArray<BacktestBar> Bars, DateTimeOffset? SearchedTo, long TookMilliseconds, IReadOnlyList<BacktestItem> Items, string? Next)
{
    internal static BacktestAnswer Of(BacktestReport r, IReadOnlyList<BacktestItem> items, BacktestPosition? next) => new(
        r.From, r.To, r.Baseline, r.Sessions, r.Operations, r.Changed, r.ByKindsAndTables, r.Unjudged, [.. r.Counts.Select(c => new BacktestCountAnswer(c.Key, c.Value.Operations, c.Value.Sessions))],
        [.. r.Rules.Select(c => new BacktestRuleAnswer(c.Rule, c.IsMasking ? "masking rule" : "policy", c.Change, c.Count.Operations, c.Count.Sessions))],
        (int)r.Step.TotalSeconds, r.Bars, r.SearchedTo, (long)r.Took.TotalMilliseconds, items, next is { } at ? BacktestCursor.Write(at) : null);
}
