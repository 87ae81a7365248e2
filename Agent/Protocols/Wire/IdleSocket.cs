using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>What is waited for on one idle socket: bytes, room to write, or the peer's end; each by at most one waiter, woken on a pump thread.</summary>
internal sealed class IdleSocket(int descriptor)
{
    private const SocketEvents Always = SocketEvents.Error | SocketEvents.HangUp;

    private readonly Lock gate = new();
    private readonly Waiter readable = new(SocketEvents.Readable | SocketEvents.PeerClosed);
    private readonly Waiter writable = new(SocketEvents.Writable);
    private readonly Waiter gone = new(SocketEvents.PeerClosed);
    private bool closed;

    public int Descriptor { get; } = descriptor;

    public ValueTask ReadableAsync(CancellationToken stop) => WaitAsync(readable, stop);

    public ValueTask WritableAsync(CancellationToken stop) => WaitAsync(writable, stop);

    /// <summary>Completes when the peer has closed its side or the connection broke, whatever is still unread.</summary>
    public ValueTask PeerGoneAsync(CancellationToken stop) => WaitAsync(gone, stop);

    /// <summary>Called by the watcher's thread: wakes whom it concerns and arms for the others again.</summary>
    public void Fire(SocketEvents events)
    {
        lock (gate)
        {
            foreach (var waiter in (ReadOnlySpan<Waiter>)[readable, writable, gone])
            {
                if ((events & (waiter.Interest | Always)) != SocketEvents.None) waiter.Wake();
            }

            Arm();
        }
    }

    /// <summary>Wakes everybody; later waits complete at once.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            IdleWatcher.Shared.Forget(this);
            WakeAll();
        }
    }

    private ValueTask WaitAsync(Waiter waiter, CancellationToken stop)
    {
        lock (gate)
        {
            if (closed || stop.IsCancellationRequested) return default;
            var wait = waiter.Begin(stop);
            Arm();
            return wait;
        }
    }

    private void Arm()
    {
        if (closed) return;
        var events = readable.Wanted | writable.Wanted | gone.Wanted;
        if (events == SocketEvents.None) return;
        try
        {
            IdleWatcher.Shared.Arm(this, events);
        }
        catch (SocketException)
        {
            // The descriptor is gone: whoever waits learns it from his next call. The watcher's thread must not.
            WakeAll();
        }
    }

    private void WakeAll()
    {
        readable.Wake();
        writable.Wake();
        gone.Wake();
    }

    private sealed class Waiter(SocketEvents interest) : IValueTaskSource
    {
        private readonly Lock gate = new();
        private ManualResetValueTaskSourceCore<bool> source;
        private CancellationTokenRegistration cancellation;
        private bool waits;

        public SocketEvents Interest => interest;

        public SocketEvents Wanted => waits ? interest : SocketEvents.None;

        public ValueTask Begin(CancellationToken stop)
        {
            lock (gate)
            {
                source.Reset();
                waits = true;
            }

            var wait = new ValueTask(this, source.Version);
            if (stop.CanBeCanceled) cancellation = stop.UnsafeRegister(static w => ((Waiter)w!).Wake(), this);
            return wait;
        }

        public void Wake()
        {
            lock (gate)
            {
                if (!waits) return;
                waits = false;
            }

            PumpThreads.Run(() => source.SetResult(true));
        }

        public void GetResult(short token)
        {
            cancellation.Dispose();
            source.GetResult(token);
        }

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            source.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
    }
}
