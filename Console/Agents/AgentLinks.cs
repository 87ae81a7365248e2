using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Console.Agents;

/// <summary>A hub connection of an agent, and the key that opened it.</summary>
/// <param name="KeyId">As <see cref="AgentKeyEntity.KeyId"/>.</param>
/// <param name="IsControl">False for the recordings link.</param>
public sealed record AgentLink(Guid Member, string KeyId, bool IsControl, HubCallerContext Connection);

/// <summary>All hub connections of agents that end at this console: what is cut when a key counts no more.</summary>
public sealed class AgentLinks
{
    private readonly ConcurrentDictionary<string, AgentLink> links = new(StringComparer.Ordinal);

    /// <summary>Raised after a connection has ended.</summary>
    public event Action? Ended;

    public ICollection<AgentLink> All => links.Values;

    public void Opened(HubCallerContext connection, bool isControl) =>
        links[connection.ConnectionId] = new AgentLink(AgentAuthentication.IdOf(connection.User!), AgentAuthentication.KeyOf(connection.User!), isControl, connection);

    public void Closed(HubCallerContext connection)
    {
        if (links.TryRemove(connection.ConnectionId, out _)) Ended?.Invoke();
    }

    /// <summary>Over this connection the agent has proven that it has the new key as well: it goes on.</summary>
    public void Rekey(string connectionId, string keyId)
    {
        if (links.TryGetValue(connectionId, out var link)) links[connectionId] = link with { KeyId = keyId };
    }

    public void Abort(Func<AgentLink, bool> which)
    {
        foreach (var link in links.Values.Where(which)) link.Connection.Abort();
    }
}
