using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents;

/// <summary>Everything that agents are told, read from the store at one moment.</summary>
public sealed class ConfigurationImage(AgentSnapshot whole, FrozenDictionary<string, ImmutableArray<string>> agentsOf)
{
    public long Version => Whole.Version;

    /// <summary>All connections and rules, with the real credentials: for building an agent's part and for decisions made in the console; it goes to no page and no answer.</summary>
    public AgentSnapshot Whole { get; } = whole;

    /// <summary>Agents that serve a connection.</summary>
    public ImmutableArray<string> AgentsOf(string connection) => agentsOf.GetValueOrDefault(connection, []);

    public ConnectionConfig? Connection(string name) => Whole.Connections.FirstOrDefault(c => c.Name == name);

    public PolicyConfig? Policy(string name) => Whole.Policies.FirstOrDefault(p => p.Name == name);

    /// <summary>The part that one agent enforces: its connections, and of the rules those that can concern them.</summary>
    public AgentSnapshot For(string agent)
    {
        ImmutableArray<ConnectionConfig> connections = [.. Whole.Connections.Where(c => AgentsOf(c.Name).Contains(agent))];
        return Whole with
        {
            Connections = connections,
            Policies = [.. Whole.Policies.Where(p => connections.Any(p.Connections.Matches))],
            MaskingRules = [.. Whole.MaskingRules.Where(r => connections.Any(r.Connections.Matches))],
            Grants = [.. Whole.Grants.Where(g => connections.Any(c => c.Name == g.Connection))],
        };
    }
}
