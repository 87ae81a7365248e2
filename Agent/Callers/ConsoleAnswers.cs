using System.Text.Json.Serialization;

namespace HoopLike.Agent.Callers;

/// <summary>A connection that the caller may use, as <c>GET /api/v1/connections</c> tells.</summary>
/// <param name="Access">allowed, or approval: connecting waits for one.</param>
internal sealed record UsableConnection(
    string Name, string Host, int Port, string Protocol, string? Database, IReadOnlyDictionary<string, string>? Tags, IReadOnlyList<string>? Agents, string? ClientTls, string? Access);

/// <summary>Answer of <c>POST /api/v1/tokens</c>.</summary>
internal sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Answer of <c>GET /api/v1/whoami</c>.</summary>
internal sealed record Myself(string Name, string Kind, IReadOnlyList<string> Groups, IReadOnlyList<string> Roles, string? ProvenBy, string? Connection, IReadOnlyList<string>? Actors);

/// <summary>A ticket, as <c>/api/v1/approvals</c> tells it.</summary>
internal sealed record Ticket(
    Guid Id, string Scope, string Identity, string? IdentityKind, string Connection, string Operation, string Policy, string? Reason, TicketImpact? Impact,
    IReadOnlyList<string>? ApproverGroups, int Required, IReadOnlyList<TicketVote>? Votes, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string Status,
    string? DecisionReason, int? GrantMinutes, DateTimeOffset? GrantExpiresAt, IReadOnlyList<TicketActor>? Actors)
{
    [JsonIgnore]
    public bool IsPending => Status.Equals("pending", StringComparison.OrdinalIgnoreCase);

    /// <summary>The caller, and who acts for it.</summary>
    [JsonIgnore]
    public string Who => string.Join(" via ", (Actors ?? []).Reverse().Select(a => a.Name).Prepend(Identity));
}

internal sealed record TicketActor(string Name);

internal sealed record TicketImpact(IReadOnlyList<string>? Kinds, IReadOnlyList<string>? Tables, bool WithoutWhere, long? EstimatedRows, HoopLike.Shared.Contracts.TransactionImpact? Transaction);

internal sealed record TicketVote(string Approver, bool Approves, string? Reason, DateTimeOffset At);

/// <summary>A session, as <c>GET /api/v1/sessions</c> tells it.</summary>
internal sealed record RecordedSession(
    Guid Id, string Identity, string Connection, string Protocol, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? End, int Operations, int Denied, int Held, long MaskedValues, bool? Verified);
