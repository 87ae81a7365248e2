using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Agents;

/// <summary>One agent process connected to this console.</summary>
public sealed class AgentState(Guid id, string name, string connectionId, IAgentControlClient client)
{
    private readonly Lock gate = new();
    private long sent = -1;

    public Guid Id { get; } = id;
    public string Name { get; } = name;
    public string ConnectionId { get; } = connectionId;
    public IAgentControlClient Client { get; } = client;

    /// <summary>Sends a snapshot unless this one or a newer one was sent before.</summary>
    public Task PushAsync(long version, string json)
    {
        lock (gate)
        {
            if (version <= sent) return Task.CompletedTask;
            sent = version;
            // Queued on the connection in this order; awaited outside of the lock.
            return Client.ApplySnapshot(json);
        }
    }
}
