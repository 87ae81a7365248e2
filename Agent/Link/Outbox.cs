using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>What the console must hear even when the link is down for a while: a bounded queue in memory, sent in order, each parcel until it arrived.</summary>
internal sealed class Outbox
{
    // A parcel on which the console itself fails again and again must not hold up the rest for ever.
    private const int triesWhileConnected = 10;

    private readonly HubLink link;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Channel<Parcel> parcels;

    public Outbox(HubLink link, int capacity, TimeProvider time, ILogger log)
    {
        this.link = link;
        this.time = time;
        this.log = log;
        parcels = Channel.CreateBounded<Parcel>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Drop);
    }

    /// <summary>Never blocks; when the queue is full the oldest parcel is dropped and logged.</summary>
    /// <returns>Ends when the console has it; fails when it was dropped or refused.</returns>
    public Task Post(string method, params object?[] arguments)
    {
        var parcel = new Parcel(method, arguments);
        parcels.Writer.TryWrite(parcel);
        return parcel.Arrived.Task;
    }

    /// <summary>Ends when all that is in the queue now has arrived or was given up.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var mark = new Parcel(null, []);
        parcels.Writer.TryWrite(mark);
        await mark.Arrived.Task.WaitAsync(ct);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var parcel in parcels.Reader.ReadAllAsync(stop)) await SendAsync(parcel, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is left is lost with the process.
        }
    }

    private async Task SendAsync(Parcel parcel, CancellationToken stop)
    {
        if (parcel.Method is null)
        {
            parcel.Arrived.TrySetResult();
            return;
        }
        var backoff = new Backoff(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(15));
        for (var tries = 0; ;)
        {
            await link.WhenConnectedAsync(stop);
            try
            {
                await link.CallAsync(parcel.Method, parcel.Arguments, stop);
                parcel.Arrived.TrySetResult();
                return;
            }
            catch (ConsoleRefusedException e)
            {
                GiveUp(parcel, e);
                return;
            }
            catch (ConsoleUnreachableException e) when (++tries >= triesWhileConnected && link.IsConnected)
            {
                GiveUp(parcel, e);
                return;
            }
            catch (ConsoleUnreachableException)
            {
                if (!link.IsConnected) tries = 0;
            }
            await Task.Delay(backoff.Next(), time, stop);
        }
    }

    private void GiveUp(Parcel parcel, Exception e)
    {
        log.ParcelRefused(parcel.Method!, e.Message);
        parcel.Fail(e);
    }

    private void Drop(Parcel parcel)
    {
        if (parcel.Method is not null) log.ParcelDropped(parcel.Method);
        parcel.Fail(new ConsoleUnreachableException("The console was away for too long."));
    }

    private sealed record Parcel(string? Method, object?[] Arguments)
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail(Exception e)
        {
            Arrived.TrySetException(e);
            // Most posters do not wait for the end; the log has told it.
            _ = Arrived.Task.Exception;
        }
    }
}
