using HoopLike.Console.Sessions;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>One run on its way through the recordings: what it found, and where it stands.</summary>
internal sealed class BacktestSearch(BacktestQuestion question, BacktestJudge judge, Func<ChangedOperation, ValueTask> found)
{
    private SessionEntity? session;
    private JudgedSession? judged;
    private BacktestPosition? last;
    private long given;

    public BacktestTally Tally { get; } = new(question);

    /// <summary>False when as many changes are found as were asked for.</summary>
    public async Task<bool> TakeAsync(OperationStretch stretch, RecordedOperations recorded, CancellationToken cancellationToken)
    {
        if (session?.Id != stretch.Session.Id)
        {
            if (stretch.IsFirst) Tally.Sessions++;
            (session, judged) = (stretch.Session, judge.Begin(stretch.Session));
            if (judged?.Change is not null && stretch.IsFirst && !await GiveAsync(judged, recorded, cancellationToken)) return false;
        }

        foreach (var operation in stretch.Operations)
        {
            if (!await TakeAsync(operation)) return false;
        }

        last = new BacktestPosition(session!.StartedAt, session.Id, stretch.Operations.Count > 0 ? stretch.Operations[^1].Sequence : last?.Session == session.Id ? last.Value.Sequence : 0);
        return true;
    }

    /// <summary>What was found so far. Without a limit it is time that ran out.</summary>
    public BacktestReport Cut(TimeSpan took) => Tally.Report(session?.StartedAt ?? question.To, last ?? question.After, took);

    private async Task<bool> TakeAsync(OperationEntity operation)
    {
        if (judged is not { } s)
        {
            Tally.Unknown(operation.At);
            return true;
        }

        if (s.IsShut)
        {
            Tally.Operation(operation.At, s.Change is { } change ? [change] : []);
            return true;
        }

        var changed = judge.Operation(s, operation, out var certainty);
        if (certainty == BacktestCertainty.KindsAndTables) Tally.ByKindsAndTables++;
        Tally.Operation(operation.At, changed?.Changes ?? []);
        if (changed is null) return true;
        foreach (var change in changed.Changes) Tally.Count(change, 1, 0, judge.Reasons(changed, change));
        return await GiveAsync(changed);
    }

    private async Task<bool> GiveAsync(JudgedSession s, RecordedOperations recorded, CancellationToken cancellationToken)
    {
        var whole = BacktestJudge.Whole(s, await recorded.CountAsync(s.Session, cancellationToken));
        // A session that is only held at its connect goes on as it did, once it is let in: its operations are counted for themselves.
        Tally.Count(s.Change!.Value, s.IsShut ? whole.Operations : 0, 1, judge.Reasons(whole, s.Change.Value));
        return await GiveAsync(whole);
    }

    private async Task<bool> GiveAsync(ChangedOperation changed)
    {
        await found(changed);
        last = changed.Position;
        return question.Limit is not { } limit || ++given < limit;
    }
}
