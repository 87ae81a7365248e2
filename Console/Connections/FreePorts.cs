using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Connections;

/// <summary>Which port an agent could listen on for one more connection.</summary>
public static class FreePorts
{
    private const int Highest = 65535;

    /// <summary>The lowest port from the protocol's usual one plus 10000 that none of <paramref name="agents"/> serves a connection on. What other programs listen on there, only the agent finds out.</summary>
    public static int Suggest(IEnumerable<ConnectionDefinition> existing, IReadOnlyCollection<string> agents, ConnectionProtocol protocol = ConnectionProtocol.Postgres)
    {
        var taken = existing.Where(c => agents.Count == 0 || c.Agents.Any(agents.Contains)).Select(c => c.Config.Listen.Port).ToHashSet();
        var port = Usual(protocol) + 10_000;
        while (port < Highest && taken.Contains(port)) port++;
        return port;
    }

    /// <summary>Where servers of a protocol listen unless told otherwise.</summary>
    public static int Usual(ConnectionProtocol protocol) => protocol switch
    {
        ConnectionProtocol.Postgres => 5432,
        ConnectionProtocol.Mysql => 3306,
        ConnectionProtocol.Ssh => 22,
        ConnectionProtocol.Http => 443,
        _ => 6443,
    };
}
