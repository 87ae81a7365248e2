using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HoopLike.Agent.Recording;

/// <summary>The spools that have something to send, each at most once, in the order in which they asked: so a big one never keeps the others waiting. Thread-safe.</summary>
internal sealed class UploadQueue : IDisposable
{
    private readonly Channel<RecordingSpool> ready = Channel.CreateUnbounded<RecordingSpool>();
    private readonly ConcurrentQueue<RecordingSpool> gathering = new();
    private readonly ITimer timer;
    private readonly TimeSpan delay;
    private int isTimed;

    public UploadQueue(TimeProvider time, TimeSpan delay)
    {
        this.delay = delay;
        timer = time.CreateTimer(static queue => ((UploadQueue)queue!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="isUrgent">Somebody waits for the answer; otherwise records gather for a moment, to travel together.</param>
    public void Signal(RecordingSpool spool, bool isUrgent)
    {
        if (isUrgent)
        {
            // One that is still gathering comes up twice; the second time there is nothing left to send.
            Interlocked.Exchange(ref spool.Queued, 1);
            ready.Writer.TryWrite(spool);
            return;
        }
        if (Volatile.Read(ref spool.Queued) != 0 || Interlocked.Exchange(ref spool.Queued, 1) != 0) return;
        gathering.Enqueue(spool);
        if (Interlocked.Exchange(ref isTimed, 1) == 0) timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Puts a spool behind the others that are ready.</summary>
    public void Enqueue(RecordingSpool spool)
    {
        Interlocked.Exchange(ref spool.Queued, 1);
        ready.Writer.TryWrite(spool);
    }

    /// <summary>The next one. From here on, <see cref="Signal"/> queues it anew.</summary>
    public async ValueTask<RecordingSpool> TakeAsync(CancellationToken ct)
    {
        var spool = await ready.Reader.ReadAsync(ct).ConfigureAwait(false);
        Interlocked.Exchange(ref spool.Queued, 0);
        return spool;
    }

    public void Dispose() => timer.Dispose();

    private void Release()
    {
        Interlocked.Exchange(ref isTimed, 0);
        while (gathering.TryDequeue(out var spool)) ready.Writer.TryWrite(spool);
    }
}
