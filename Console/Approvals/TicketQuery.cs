using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Approvals;

/// <summary>What tickets to look for; null asks for nothing.</summary>
/// <param name="Statuses">One of these.</param>
/// <param name="Waiting">True for those that wait for a decision, false for those that came to an end.</param>
/// <param name="Identity">Exactly this requester.</param>
/// <param name="Person">Part of the requester's name, in any case.</param>
/// <param name="Connection">Part of the connection's name, in any case.</param>
/// <param name="From">Requested then or later.</param>
/// <param name="To">Requested before.</param>
/// <param name="Viewer">Only what this person may see: their own, and as an approver what one of their groups decides; null for somebody who sees everything.</param>
public sealed record TicketQuery(
    IReadOnlyCollection<ApprovalStatus>? Statuses = null, bool? Waiting = null, string? Identity = null, string? Person = null, string? Connection = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Decider? Viewer = null);

/// <summary>How somebody's requests of late ended.</summary>
public sealed record TicketCounts(int Approved, int Denied, int Lapsed);
