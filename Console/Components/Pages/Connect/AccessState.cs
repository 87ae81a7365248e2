using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Pages.Connect;

public enum AccessStep
{
    /// <summary>May connect at once.</summary>
    Open,
    /// <summary>An approval is needed, and nobody has asked for one.</summary>
    Ask,
    /// <summary>Asked for; somebody has to decide.</summary>
    Waiting,
    /// <summary>A grant is open.</summary>
    Granted,
}

/// <summary>How far somebody is on the way to one connection.</summary>
/// <param name="Ticket">What is waited for, or what opened the grant.</param>
/// <param name="Refused">The last request, where it came to nothing not long ago.</param>
public sealed record AccessState(UsableConnection Connection, AccessStep Step, TicketEntity? Ticket, TicketEntity? Refused)
{
    private static readonly TimeSpan longAgo = TimeSpan.FromHours(24);

    /// <param name="requests">Of this person, newest first.</param>
    public static AccessState Of(UsableConnection connection, IEnumerable<TicketEntity> requests, DateTimeOffset now)
    {
        if (connection.Approval is null) return new AccessState(connection, AccessStep.Open, null, null);
        var own = requests.Where(r => r.Connection == connection.Config.Name).ToList();
        if (own.Where(t => t.Status == ApprovalStatus.Approved && t.GrantExpiresAt > now).MaxBy(t => t.GrantExpiresAt) is { } granted) return new AccessState(connection, AccessStep.Granted, granted, null);
        if (own.FirstOrDefault(t => t.Status == ApprovalStatus.Pending && t.ExpiresAt > now) is { } pending) return new AccessState(connection, AccessStep.Waiting, pending, null);
        var refused = own.FirstOrDefault(t => t.Status is ApprovalStatus.Denied or ApprovalStatus.Expired or ApprovalStatus.Revoked && t.DecidedAt > now - longAgo);
        return new AccessState(connection, AccessStep.Ask, null, refused);
    }

    /// <summary>Longest that can be asked for, in minutes.</summary>
    public int LongestMinutes => Connection.Approval?.GrantMinutes ?? ApprovalService.StandardGrantMinutes;

    /// <summary>What came of the request that came to nothing, in words.</summary>
    public string? RefusedWords => Refused is not { } ticket ? null : ticket.Status switch
    {
        ApprovalStatus.Denied => $"Your last request was denied by {string.Join(", ", ticket.Votes.Where(v => !v.Approves).Select(v => v.Approver))}{Because(ticket)}",
        ApprovalStatus.Revoked => $"Your access was revoked{Because(ticket)}",
        _ => "Nobody decided your last request in time.",
    };

    private static string Because(TicketEntity ticket) => string.IsNullOrWhiteSpace(ticket.DecisionReason) ? "." : $": {ticket.DecisionReason}";
}
