using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Recording;

/// <summary>What is known of a session when its recording begins.</summary>
/// <param name="Protocol">As in configuration: <c>postgres</c>.</param>
/// <param name="ClientAddress">Where the caller's bytes come from.</param>
/// <param name="Agent">The name under which this agent is enrolled.</param>
public sealed record SessionInfo(Guid Id, CallerIdentity Identity, string Connection, string Protocol, string ClientAddress, string Agent, DateTimeOffset StartedAt, string? Database = null,
    string? ApplicationName = null);
