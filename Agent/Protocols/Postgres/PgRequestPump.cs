using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Drives <see cref="PgRequestRelay"/>: reads from the client, has operations judged, records them, forwards to the target.</summary>
internal sealed class PgRequestPump(Stream client, Stream target, PgRequestRelay relay, PgPipeline pipeline, PgJudge judge, SessionRecorder recorder)
{
    private readonly StreamFeed feed = new(client, relay.Input);
    private volatile bool saidGoodbye;

    /// <summary>The client has ended the session: what ends after that ends because of it.</summary>
    public bool SaidGoodbye => saidGoodbye;

    public async Task<PgPumpEnd> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            switch (relay.Advance())
            {
                case PgStep.NeedInput:
                    if (!await ForwardAsync(stop)) return PgPumpEnd.TargetClosed;
                    if (!await feed.ReadAsync(stop)) return PgPumpEnd.ClientLeft;
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
                    if (!await SettleAsync(stop)) return PgPumpEnd.TargetClosed;
                    break;
                case PgStep.Terminate:
                    saidGoodbye = true;
                    PgMessages.Terminate(relay.Output);
                    _ = await ForwardAsync(stop);
                    return PgPumpEnd.ClientSaidGoodbye;
            }
        }
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
            if (!await SettleAsync(stop)) return false;
            if (pipeline.HasFailed) relay.DiscardSegment();
            else await judge.HoldAsync(relay, stop);
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

    /// <summary>Asks the server for all answers owed and waits for them. False when the target is gone.</summary>
    private async ValueTask<bool> SettleAsync(CancellationToken stop)
    {
        if (!pipeline.IsSettled || relay.HasForwardable) relay.RequestFlush();
        if (!await ForwardAsync(stop)) return false;
        await pipeline.SettleAsync(stop);
        await PumpThreads.Switch();
        return true;
    }

    /// <summary>Records first, then forwards. False when the target is gone.</summary>
    private async ValueTask<bool> ForwardAsync(CancellationToken stop)
    {
        if (!relay.HasForwardable) return true;
        await recorder.CommitAsync(stop);
        var bytes = relay.TakeForwardable();
        try
        {
            await target.WriteAsync(bytes, stop);
            relay.Forwarded(bytes.Length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
