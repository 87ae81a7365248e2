using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>PostgreSQL's protocol, version 3.</summary>
public sealed class PgHandler(PgServices services) : IProtocolHandler
{
    public ConnectionProtocol Protocol => ConnectionProtocol.Postgres;

    public IProtocolSession Begin(AcceptedClient client, ConnectionConfig connection) => new PgSession(services, client, connection);
}
