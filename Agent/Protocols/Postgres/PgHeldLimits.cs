namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>How long a transaction whose COMMIT must be approved may hold its locks at the target before anybody is asked.</summary>
/// <param name="end">Ends the session, in words for the client; the target then rolls back, and what it still runs is cancelled.</param>
internal sealed class PgHeldLimits(Action<string> end, TimeProvider time) : IDisposable
{
    /// <summary>How long the client may say nothing, with nothing left to answer it, while writes of its transaction wait for the COMMIT. Longer than a program thinks between two statements, shorter than a lunch.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    /// <summary>How long such a transaction may be open before its COMMIT, from the beginning of its first write: what runs longer than that blocks others, and no human will know what all of it did.</summary>
    public static readonly TimeSpan Open = TimeSpan.FromMinutes(15);

    private ITimer? open;

    /// <summary>Such a write is about to run; the first one starts the clock.</summary>
    public void Begin() => open ??= time.CreateTimer(_ => End("open", Open), null, Open, Timeout.InfiniteTimeSpan);

    /// <summary>There is no such write any more, or its COMMIT is being asked for.</summary>
    public void Stop()
    {
        open?.Dispose();
        open = null;
    }

    /// <summary>For as long as the client is waited for.</summary>
    /// <param name="isServed">The target still works for the client, which need not say anything. Asked on any thread.</param>
    public ITimer Listen(Func<bool> isServed) => time.CreateTimer(_ => { if (!isServed()) End("idle", Idle); }, null, Idle, Idle);

    public void Dispose() => Stop();

    private void End(string what, TimeSpan limit) => end($"a transaction whose COMMIT must be approved was {what} for {limit.TotalMinutes:0} minutes; it was rolled back");
}
