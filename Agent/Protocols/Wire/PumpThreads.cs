using System.Runtime.CompilerServices;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>
/// The threads that move bytes. A busy session reads and writes with blocking calls on such a thread; an idle one has given its thread back.
/// The thread pool is not used for it: it takes blocked threads for work in progress and grows by one or two a second.
/// </summary>
public static class PumpThreads
{
    /// <summary>Every blocking call on these threads lasts at most <see cref="SocketStream.BusyWait"/>, so a bounded number of threads serves any number of sessions; 256 stacks are 64 MiB of address space.</summary>
    private const int Limit = 256;

    /// <summary>Pumps nest shallowly (relay, TLS, socket); 256 KiB is ten times what was seen.</summary>
    private const int StackBytes = 256 * 1024;

    private static readonly TimeSpan spareLife = TimeSpan.FromSeconds(10);
    private static readonly Queue<Action> waiting = new();
    private static int threads;
    private static int spare;

    [ThreadStatic]
    private static bool isPump;

    /// <summary>Whether the current thread is one of these.</summary>
    public static bool IsCurrent => isPump;

    /// <summary>Work waits for a thread: whoever holds one without bytes to move should let it go.</summary>
    public static bool HasBacklog => Volatile.Read(ref backlog) > 0;

    /// <summary>Work waits, and the current one has had its thread for longer than is fair, bytes or not.</summary>
    public static bool IsOverdue => HasBacklog && isPump && Environment.TickCount64 - since > FairShare;

    private static int backlog;

    /// <summary>Milliseconds: a turn of all threads then takes no longer than people notice.</summary>
    private const int FairShare = 50;

    [ThreadStatic]
    private static long since;

    /// <summary>Runs <paramref name="work"/> on a pump thread. It must not throw.</summary>
    public static void Run(Action work)
    {
        lock (waiting)
        {
            waiting.Enqueue(work);
            if (spare >= waiting.Count)
            {
                Monitor.Pulse(waiting);
                return;
            }

            backlog = waiting.Count - spare;
            if (threads >= Limit) return;
            threads++;
        }

        new Thread(Work, StackBytes) { IsBackground = true, Name = "pump" }.Start();
    }

    /// <summary>Begins <paramref name="work"/> on a pump thread of its own, also when called on one.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(() => _ = CompleteAsync(work, done));
        return done.Task;
    }

    private static async Task CompleteAsync<T>(Func<Task<T>> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(await work());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    /// <summary>Continues on a pump thread: <c>await PumpThreads.Switch()</c>. Does nothing when it already runs on one.</summary>
    public static SwitchAwaitable Switch() => default;

    private static void Work()
    {
        isPump = true;
        while (Take() is { } work)
        {
            since = Environment.TickCount64;
            work();
        }
    }

    private static Action? Take()
    {
        lock (waiting)
        {
            while (waiting.Count == 0)
            {
                spare++;
                var woken = Monitor.Wait(waiting, spareLife);
                spare--;
                if (!woken && waiting.Count == 0)
                {
                    threads--;
                    return null;
                }
            }

            var work = waiting.Dequeue();
            backlog = Math.Max(0, waiting.Count - spare);
            return work;
        }
    }

    /// <summary>See <see cref="Switch"/>.</summary>
    public readonly struct SwitchAwaitable : ICriticalNotifyCompletion
    {
        public bool IsCompleted => isPump;

        public SwitchAwaitable GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => Run(continuation);

        public void UnsafeOnCompleted(Action continuation) => Run(continuation);
    }
}
