using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of connections beside what agents check: who serves them, and where they listen there.</summary>
internal static class ConnectionRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted)
    {
        var agents = wanted.Agents.Each().Select(a => a.Item.Name).ToHashSet(StringComparer.Ordinal);
        var ports = new Dictionary<(string Agent, int Port), ConnectionConfig>();
        foreach (var (connection, i) in wanted.Connections.Each())
        {
            var path = $"connections[{i}]";
            if (connection.Config.Recording.ResultLimit > 64 * 1024 * 1024) yield return new($"{path}.recording.resultLimit", "is more than 64MiB.");
            if (connection.Agents.IsEmpty) yield return new($"{path}.agents", "is missing: name the agents that serve this connection.");
            foreach (var (agent, a) in connection.Agents.Select((agent, a) => (agent, a)))
            {
                if (!agents.Contains(agent)) yield return new($"{path}.agents[{a}]", $"there is no agent '{agent}'.");
                else if (connection.Config.Listen.Port > 0 && !ports.TryAdd((agent, connection.Config.Listen.Port), connection.Config)
                    && ports[(agent, connection.Config.Listen.Port)] is var holder && !ListenConfig.MayShare(holder, connection.Config))
                    yield return new($"{path}.listen.port", $"{connection.Config.Listen.Port} is taken on agent '{agent}' by connection '{holder.Name}'.");
            }
        }
    }
}
