using HoopLike.Agent.Link;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>Ends a wait when a snapshot brings a grant that makes it needless, or when its caller is gone.</summary>
internal sealed class GrantWatch : IDisposable
{
    private readonly SnapshotHolder snapshots;
    private readonly Func<AgentSnapshot, AccessGrantConfig?> find;
    private readonly CancellationTokenRegistration gone;

    private readonly CancellationTokenSource ended = new();
    private readonly Lock looking = new();
    private bool isOver;

    public GrantWatch(SnapshotHolder snapshots, Func<AgentSnapshot, AccessGrantConfig?> find, CancellationToken ct)
    {
        (this.snapshots, this.find) = (snapshots, find);
        gone = ct.Register(ended.Cancel);
        snapshots.Changed += Look;
        if (snapshots.Current is { } now) Look(now);
    }

    /// <summary>The grant that was found; null so far.</summary>
    public AccessGrantConfig? Opened { get; private set; }

    /// <summary>Cancelled when the wait is needless.</summary>
    public CancellationToken Token => ended.Token;

    public void Dispose()
    {
        snapshots.Changed -= Look;
        gone.Dispose();
        lock (looking)
        {
            isOver = true;
            ended.Dispose();
        }
    }

    private void Look(AgentSnapshot snapshot)
    {
        lock (looking)
        {
            if (isOver || Opened is not null || find(snapshot) is not { } grant) return;
            Opened = grant;
            _ = ended.CancelAsync();
        }
    }
}
