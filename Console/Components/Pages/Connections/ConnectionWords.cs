using HoopLike.Console.Agents;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>What is shown of connections, in words.</summary>
internal static class ConnectionWords
{
    public static IReadOnlyList<string> Statuses { get; } = [Of(ConnectionHealth.Online), Of(ConnectionHealth.AgentOffline), Of(ConnectionHealth.PortClosed)];

    public static string Of(ConnectionHealth health) => health switch
    {
        ConnectionHealth.Online => "online",
        ConnectionHealth.AgentOffline => "offline",
        _ => "error",
    };

    /// <summary>What that means and what to do about it.</summary>
    public static string Explain(ConnectionOverview connection) => connection.Health switch
    {
        ConnectionHealth.Online => "An agent serves it.",
        ConnectionHealth.AgentOffline when connection.AgentNames.IsEmpty => "No agent serves it: name one.",
        ConnectionHealth.AgentOffline => $"Nobody can connect: agent {string.Join(", ", connection.AgentNames)} is offline. Start it next to the target.",
        _ => $"The agent could not open port {connection.Config.Listen.Port}: {connection.Trouble?.Words}",
    };

    public static string Of(ConnectionProtocol protocol) => protocol.ToString().ToLowerInvariant();

    public static string Of(TargetTlsMode mode) => mode switch
    {
        TargetTlsMode.Disable => "disable",
        TargetTlsMode.Prefer => "prefer",
        TargetTlsMode.Require => "require",
        _ => "verify-full",
    };

    public static string Explain(TargetTlsMode mode) => mode switch
    {
        TargetTlsMode.Disable => "No TLS. The credential and all data go over the network in the clear: for a target on the agent's own machine only.",
        TargetTlsMode.Prefer => "TLS where the target offers it, else none. Whoever is on the network can turn it off.",
        TargetTlsMode.Require => "TLS always; the target's certificate is not checked, so somebody on the network could pose as it.",
        _ => "TLS, and the target must show a certificate for this very host from an authority that is trusted. The safe choice.",
    };

    public static string Explain(RecordingDurability durability) => durability switch
    {
        RecordingDurability.Spooled => "Written by the agent before the answer goes out: survives a crash of the agent. The usual choice.",
        RecordingDurability.Synced => "On the agent's disk before the answer goes out: survives a power cut too. Each answer waits for the disk.",
        _ => "With the console before the answer goes out: survives the loss of the agent's machine. While the console is away, nobody gets an answer.",
    };

    public static string Target(ConnectionConfig config) => $"{config.Target.Host}:{config.Target.Port}{(config.Target.Database is { } database ? $"/{database}" : "")}{config.Target.Path}";

    public static IEnumerable<string> Tags(ConnectionOverview connection) => connection.Config.Tags.Select(t => $"{t.Key}={t.Value}");

    public static IEnumerable<string> Searchable(ConnectionOverview connection) =>
        [connection.Name, Target(connection.Config), $"{connection.Config.Listen.Port}", .. connection.AgentNames, .. Tags(connection)];

    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : one == "policy" ? $"{count} policies" : $"{count} {one}s";
}
