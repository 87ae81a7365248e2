using System.Net;
using HoopLike.Console.Connections;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of connections.</summary>
internal static class ConnectionRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted)
    {
        var agents = wanted.Agents.Each().Select(a => a.Item.Name).ToHashSet(StringComparer.Ordinal);
        var ports = new Dictionary<(string Agent, int Port), string>();
        foreach (var (connection, i) in wanted.Connections.Each())
        {
            var path = $"connections[{i}]";
            foreach (var mistake in One(connection, path)) yield return mistake;
            if (connection.Agents.IsEmpty) yield return new($"{path}.agents", "is missing: name the agents that serve this connection.");
            foreach (var (agent, a) in connection.Agents.Select((agent, a) => (agent, a)))
            {
                if (!agents.Contains(agent)) yield return new($"{path}.agents[{a}]", $"there is no agent '{agent}'.");
                else if (connection.Config.Listen.Port > 0 && !ports.TryAdd((agent, connection.Config.Listen.Port), connection.Config.Name))
                    yield return new($"{path}.listen.port", $"{connection.Config.Listen.Port} is taken on agent '{agent}' by connection '{ports[(agent, connection.Config.Listen.Port)]}'.");
            }
        }
    }

    private static IEnumerable<ConfigMistake> One(ConnectionDefinition connection, string path)
    {
        var config = connection.Config;
        if (config.Protocol != ConnectionProtocol.Postgres) yield return new($"{path}.protocol", "is not available in this version; postgres is.");
        if (config.Listen.Port is < 0 or > 65535) yield return new($"{path}.listen.port", "is no port.");
        if (config.Target.Port is < 0 or > 65535) yield return new($"{path}.target.port", "is no port.");
        if (config.Recording.ResultLimit is < 0 or > 64 * 1024 * 1024) yield return new($"{path}.recording.resultLimit", "is more than 64MiB.");
        if (config.Listen.Address is { } text)
        {
            if (!IPAddress.TryParse(text, out var address)) yield return new($"{path}.listen.address", $"'{text}' is no IP address.");
            else if (config.ClientTls == ClientTlsMode.Optional && !IPAddress.IsLoopback(address)) yield return new($"{path}.clientTls", "optional is for loopback listeners only: over a network passwords travel in TLS.");
        }

        if (config.Target.CertificateAuthority is { } pem && !pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            yield return new($"{path}.target.certificateAuthority", "is no certificate in PEM.");
    }
}
