using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The way from the request relay to the target: what is sent was recorded before.</summary>
internal sealed class PgTargetSide(Stream target, PgRequestRelay relay, PgPipeline pipeline, SessionRecorder recorder)
{
    /// <summary>Records first, then forwards. False when the target is gone.</summary>
    public async ValueTask<bool> ForwardAsync(CancellationToken stop)
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

    /// <summary>Asks the server for all answers owed and waits for them. False when the target is gone.</summary>
    public async ValueTask<bool> SettleAsync(CancellationToken stop)
    {
        if (!pipeline.IsSettled || relay.HasForwardable) relay.RequestFlush();
        if (!await ForwardAsync(stop)) return false;
        await pipeline.SettleAsync(stop);
        await PumpThreads.Switch();
        return true;
    }

    /// <summary>The same for those that cannot go on without the target.</summary>
    /// <exception cref="PgTargetGoneException">The target is gone.</exception>
    public async Task MustSettleAsync(CancellationToken stop)
    {
        if (!await SettleAsync(stop)) throw new PgTargetGoneException();
    }
}
