using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Drives <see cref="PgRequestRelay"/>: reads from the client, has operations judged, records them, forwards to the target.</summary>
internal sealed class PgRequestPump(Stream client, PgTargetSide target, PgRequestRelay relay, PgPipeline pipeline, PgJudge judge, PgCommitGuard commits)
{
    private readonly StreamFeed feed = new(client, relay.Input);
    private volatile bool saidGoodbye;

    /// <summary>The client has ended the session: what ends after that ends because of it.</summary>
    public bool SaidGoodbye => saidGoodbye;

    public async Task<PgPumpEnd> RunAsync(CancellationToken stop)
    {
        try
        {
            return await PumpAsync(stop);
        }
        catch (PgTargetGoneException)
        {
            return PgPumpEnd.TargetClosed;
        }
    }

    private async Task<PgPumpEnd> PumpAsync(CancellationToken stop)
    {
        while (true)
        {
            switch (relay.Advance())
            {
                case PgStep.NeedInput:
                    if (!await target.ForwardAsync(stop)) return PgPumpEnd.TargetClosed;
                    if (relay.MustFinish && !pipeline.IsCopyingIn) await commits.FinishAsync(stop);
                    else if (!await ReadAsync(stop)) return PgPumpEnd.ClientLeft;
                    break;
                case PgStep.Parse:
                    while (!judge.TryPrepare(relay)) await RefreshAsync(relay.CurrentText, stop);
                    break;
                case PgStep.Bind:
                    while (!judge.TryBind(relay)) await RefreshAsync(relay.CurrentBound, stop);
                    break;
                case PgStep.Operation:
                    if (!await JudgeAsync(stop)) return PgPumpEnd.TargetClosed;
                    break;
                case PgStep.Settle:
                    if (!await target.SettleAsync(stop)) return PgPumpEnd.TargetClosed;
                    break;
                case PgStep.Finish:
                    await commits.FinishAsync(stop);
                    break;
                case PgStep.Commit:
                    await commits.EndSegmentAsync(stop);
                    break;
                case PgStep.Terminate:
                    saidGoodbye = true;
                    PgMessages.Terminate(relay.Output);
                    _ = await target.ForwardAsync(stop);
                    return PgPumpEnd.ClientSaidGoodbye;
            }
        }
    }

    private async ValueTask<bool> ReadAsync(CancellationToken stop)
    {
        if (!commits.IsOpen) return await feed.ReadAsync(stop);
        using var limit = commits.LimitIdle();
        return await feed.ReadAsync(stop);
    }

    /// <summary>False when the target is gone.</summary>
    private async ValueTask<bool> JudgeAsync(CancellationToken stop)
    {
        while (!judge.TryDecide(relay))
        {
            if (judge.IsStale)
            {
                await RefreshAsync(relay.Current!.Analysis, stop);
                continue;
            }

            // What came before is answered first: if it failed, the server skips the operation, and no human need decide on it.
            if (!await target.SettleAsync(stop)) return false;
            if (pipeline.HasFailed)
            {
                relay.DiscardSegment();
                break;
            }

            if (judge.IsForCommits) judge.RecordForCommits(relay.Current!);
            else await judge.HoldAsync(relay, stop);
            if (judge.IsForCommits) await commits.RunAsync(judge.Verdict, judge.TurnedBack, stop);
            await PumpThreads.Switch();
            break;
        }

        return true;
    }

    private async Task RefreshAsync(HoopLike.Shared.Sql.SqlAnalysis? text, CancellationToken stop)
    {
        await judge.RefreshAsync(text, stop);
        await PumpThreads.Switch();
    }
}
