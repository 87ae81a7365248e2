using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols;

/// <summary>Speaks one protocol; one instance serves all sessions of the agent.</summary>
public interface IProtocolHandler
{
    ConnectionProtocol Protocol { get; }

    /// <param name="connection">As it was configured when the client was accepted.</param>
    IProtocolSession Begin(AcceptedClient client, ConnectionConfig connection);
}
