using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Drives <see cref="PgResponseRelay"/>: reads from the target, records, then delivers to the client.</summary>
internal sealed class PgResponsePump(Stream target, PgClientChannel client, PgResponseRelay relay, PgPipeline pipeline, PgSessionRules rules, SessionRecorder recorder)
{
    private const int SmallRead = 8 * 1024;
    private const int LargeRead = 64 * 1024;

    private int readSize = SmallRead;

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
                    if (!await ReadAsync(stop)) return PgPumpEnd.TargetClosed;
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

    /// <summary>False when the target has closed.</summary>
    private async ValueTask<bool> ReadAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            var memory = relay.Input.GetMemory(readSize);
            var count = await target.ReadAsync(memory, stop);
            relay.Input.Advance(count);
            readSize = count == memory.Length ? LargeRead : SmallRead;
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
