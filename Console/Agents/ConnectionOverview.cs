using System.Collections.Immutable;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents;

public enum ConnectionHealth
{
    /// <summary>An agent that serves it is there, and has not said that it could not open its port.</summary>
    Online,
    /// <summary>None of its agents is there: nobody can connect.</summary>
    AgentOffline,
    /// <summary>Its agent is there, and could not open its port.</summary>
    PortClosed,
}

/// <summary>What an agent said when it could not open a connection's port.</summary>
public sealed record ListenerTrouble(string Agent, string Words, DateTimeOffset At);

/// <summary>One connection and how it is doing.</summary>
public sealed record ConnectionOverview
{
    /// <summary>Without its password.</summary>
    public required ConnectionConfig Config { get; init; }
    /// <summary>Names of the agents that should serve it.</summary>
    public required ImmutableArray<string> AgentNames { get; init; }
    /// <summary>Those of them that exist.</summary>
    public required ImmutableArray<AgentOverview> Agents { get; init; }
    public required int LiveSessions { get; init; }
    /// <summary>Policies that can decide something here: those in precedence first.</summary>
    public required ImmutableArray<PolicyConfig> Policies { get; init; }
    public required ImmutableArray<MaskingRuleConfig> MaskingRules { get; init; }
    /// <summary>Null while its port is open as far as anybody said.</summary>
    public required ListenerTrouble? Trouble { get; init; }
    /// <summary>A password for the target is stored.</summary>
    public required bool HasPassword { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>What an editor hands back when it saves.</summary>
    public required Guid Version { get; init; }

    public string Name => Config.Name;

    public ConnectionHealth Health => !Agents.Any(a => a.Online) ? ConnectionHealth.AgentOffline : Trouble is null ? ConnectionHealth.Online : ConnectionHealth.PortClosed;

    /// <summary>Deny before approve before allow, what decides at connect before what decides at each operation.</summary>
    internal static ImmutableArray<PolicyConfig> InPrecedence(IEnumerable<PolicyConfig> policies, ConnectionConfig connection) =>
    [
        .. policies.Where(p => p.Connections.Matches(connection)).OrderBy(p => p.Scope).ThenBy(p => p.Effect switch { PolicyEffect.Deny => 0, PolicyEffect.Approve => 1, _ => 2 })
            .ThenByDescending(p => p.Approval?.Required ?? 0).ThenBy(p => p.Approval?.TimeoutSeconds ?? 0).ThenBy(p => p.Name, StringComparer.Ordinal),
    ];
}
