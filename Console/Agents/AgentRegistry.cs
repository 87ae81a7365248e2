using System.Collections.Concurrent;

namespace HoopLike.Console.Agents;

/// <summary>The agents whose control link ends at this console.</summary>
public sealed class AgentRegistry
{
    private readonly ConcurrentDictionary<string, AgentState> byConnection = new(StringComparer.Ordinal);

    public ICollection<AgentState> All => byConnection.Values;

    public void Add(AgentState agent) => byConnection[agent.ConnectionId] = agent;

    /// <summary>True when it was the process's last link to this console.</summary>
    public bool Remove(string connectionId) => byConnection.TryRemove(connectionId, out var agent) && byConnection.Values.All(a => a.Id != agent.Id);

    public AgentState? FindConnection(string connectionId) => byConnection.GetValueOrDefault(connectionId);

    /// <summary>Links of one process: more than one for a moment when it reconnects before the old link is known to be dead.</summary>
    public IEnumerable<AgentState> Find(Guid id) => byConnection.Values.Where(a => a.Id == id);
}
