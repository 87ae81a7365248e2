using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Controls;

/// <summary>Tickets in plain words.</summary>
public static class TicketWords
{
    /// <summary>As <c>pending</c>, <c>approved</c>, <c>denied</c>, <c>lapsed</c>, <c>withdrawn</c>, <c>revoked</c>; <c>ended</c> for a grant whose time is over.</summary>
    public static string Status(TicketEntity ticket, DateTimeOffset now) => ticket.Status switch
    {
        ApprovalStatus.Pending => ticket.ExpiresAt > now ? "pending" : "lapsed",
        ApprovalStatus.Expired => "lapsed",
        ApprovalStatus.Approved when ticket.GrantExpiresAt <= now => "ended",
        ApprovalStatus.Used => "approved",
        var status => status.ToString().ToLowerInvariant(),
    };

    /// <summary>What is asked for, to stand behind the requester's name.</summary>
    public static string Wish(TicketEntity ticket) => ticket.Scope == ApprovalScope.Session
        ? $"wants to connect to {ticket.Connection} for {Minutes(ticket.GrantMinutes ?? ApprovalService.StandardGrantMinutes)}"
        : $"wants to {(ticket.Impact?.Transaction is null ? "run" : "commit")} this on {ticket.Connection}";

    /// <summary>The same in short, where the statement is not seen.</summary>
    public static string Errand(TicketEntity ticket) => ticket.Scope == ApprovalScope.Session ? Wish(ticket) : $"asks for {Kinds(ticket)} on {ticket.Connection}";

    /// <summary>What is asked for, as a thing.</summary>
    public static string Thing(TicketEntity ticket) => ticket.Scope == ApprovalScope.Session ? $"access to {ticket.Connection}" : $"{Kinds(ticket)} on {ticket.Connection}";

    /// <summary>How it came out, for the requester; null while it is pending.</summary>
    public static string? Outcome(TicketEntity ticket)
    {
        var what = Thing(ticket);
        var word = ticket.Votes.OrderBy(v => v.At).LastOrDefault();
        var why = string.IsNullOrEmpty(ticket.DecisionReason) ? "" : $": {ticket.DecisionReason}";
        return ticket.Status switch
        {
            ApprovalStatus.Approved or ApprovalStatus.Used => $"{Who(word)} approved your {what}{why}",
            ApprovalStatus.Denied => $"{Who(word)} denied your {what}{why}",
            ApprovalStatus.Expired => $"Nobody decided about your {what} in time",
            ApprovalStatus.Revoked => $"Your {what} was revoked{why}",
            _ => null,
        };
    }

    /// <summary>As <c>delete</c>, <c>update, delete</c>; <c>operation</c> where nothing is known.</summary>
    public static string Kinds(TicketEntity ticket) => ticket.Impact is { Kinds.IsEmpty: false } impact ? string.Join(", ", impact.Kinds) : "operation";

    /// <summary>As <c>45 minutes</c>, <c>2 hours</c>.</summary>
    public static string Minutes(int minutes) => minutes switch
    {
        1 => "1 minute",
        60 => "1 hour",
        _ when minutes % 60 == 0 => $"{minutes / 60} hours",
        _ => $"{minutes} minutes",
    };

    /// <summary>Who has to decide, and how much is missing.</summary>
    public static string Deciders(TicketEntity ticket)
    {
        var groups = string.Join(" or ", ticket.ApproverGroups);
        var missing = ticket.Required - ticket.VoteCount;
        if (ticket.Status != ApprovalStatus.Pending || ticket.Required <= 1) return $"one approver of {groups}";
        return ticket.VoteCount == 0 ? $"{ticket.Required} approvers of {groups}" : $"{missing} more of {groups}; {ticket.VoteCount} of {ticket.Required} approved";
    }

    private static string Who(VoteEntity? vote) => vote?.Approver ?? "Somebody";
}
