using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols;

/// <summary>What speaks one protocol with clients. One instance serves all sessions of the agent.</summary>
public interface IProtocolHandler
{
    ConnectionProtocol Protocol { get; }

    /// <summary>Serves one client from its first byte to its last. Begins on a thread of its own, so blocking calls are welcome. Must not throw for anything that a client or a target does.</summary>
    /// <param name="client">The caller disposes it when the task ends.</param>
    /// <param name="connection">As it was configured when the client was accepted.</param>
    /// <param name="stop">The agent stops and its patience is over.</param>
    Task RunAsync(AcceptedClient client, ConnectionConfig connection, CancellationToken stop);
}
