using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Drives <see cref="PgResponseRelay"/>: reads from the target, records, then delivers to the client.</summary>
internal sealed class PgResponsePump(Stream target, PgClientChannel client, PgResponseRelay relay, PgPipeline pipeline, PgSessionRules rules, SessionRecorder recorder)
{
    private readonly StreamFeed feed = new(target, relay.Input);

    /// <exception cref="SessionFailure">The session must end, in words for the client.</exception>
    public async Task<PgPumpEnd> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            switch (Advance())
            {
                case PgResponseStep.NeedInput:
                    if (!await DeliverAsync(stop)) return PgPumpEnd.ClientLeft;
                    pipeline.EnsureReadable();
                    if (!await feed.ReadAsync(stop)) return PgPumpEnd.TargetClosed;
                    break;
                case PgResponseStep.UnknownRelation:
                    await rules.RefreshCatalogueAsync(stop);
                    await PumpThreads.Switch();
                    break;
            }
        }
    }

    private PgResponseStep Advance()
    {
        try
        {
            return relay.Advance();
        }
        catch (WireException e)
        {
            throw new SessionFailure(FailureKind.Unavailable, e.Message, inner: e);
        }
    }

    /// <summary>Records first, then delivers. False when the client is gone.</summary>
    private async ValueTask<bool> DeliverAsync(CancellationToken stop)
    {
        if (!relay.Output.IsEmpty)
        {
            relay.FlushCapture();
            await recorder.CommitAsync(stop);
            try
            {
                await client.DeliverAsync(relay.Output.Memory, relay.EndsAtBoundary, stop);
            }
            catch (IOException)
            {
                return false;
            }
        }

        relay.Delivered();
        return true;
    }
}
