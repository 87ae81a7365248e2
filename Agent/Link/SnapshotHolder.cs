using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Link;

/// <summary>The snapshot in force. Only validated ones come in; they are swapped whole.</summary>
public sealed class SnapshotHolder
{
    private readonly Lock swapping = new();
    private volatile AgentSnapshot? current;

    /// <summary>Null until the first snapshot: nothing is listened on and nobody is let in.</summary>
    public AgentSnapshot? Current => current;

    /// <summary>Raised after each swap, in the order of the swaps, on the swapping thread. Handlers must be quick and must not throw.</summary>
    public event Action<AgentSnapshot>? Changed;

    /// <summary>Puts a validated snapshot in force.</summary>
    public void Replace(AgentSnapshot snapshot)
    {
        lock (swapping)
        {
            current = snapshot;
            Changed?.Invoke(snapshot);
        }
    }
}
