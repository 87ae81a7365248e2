using System.Text.Json.Nodes;
using HoopLike.Console.Approvals;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Tickets as tools tell of them.</summary>
internal static class TicketWords
{
    public static JsonObject Of(TicketEntity ticket, ConsoleAddress address) => new()
    {
        ["ticket"] = ticket.Id.ToString(), ["status"] = ticket.Status.ToString().ToLowerInvariant(), ["connection"] = ticket.Connection, ["operation"] = ticket.Operation, ["policy"] = ticket.Policy,
        ["approvers"] = new JsonArray([.. ticket.ApproverGroups.Select(g => (JsonNode)g)]), ["required"] = ticket.Required, ["requestedAt"] = ticket.RequestedAt, ["expiresAt"] = ticket.ExpiresAt,
        ["decidedAt"] = ticket.DecidedAt, ["decisionReason"] = ticket.DecisionReason, ["grantExpiresAt"] = ticket.GrantExpiresAt, ["address"] = address.Of($"/approvals/{ticket.Id}"), ["next"] = Next(ticket),
    };

    private static string Next(TicketEntity ticket) => (ticket.Status, ticket.Scope) switch
    {
        (ApprovalStatus.Pending, _) => "A person has to decide: call wait_for_ticket, or come back later.",
        (ApprovalStatus.Approved, ApprovalScope.Session) => "Connect now; the grant ends at grantExpiresAt.",
        (ApprovalStatus.Approved or ApprovalStatus.Used, _) => "It was approved.",
        (ApprovalStatus.Denied, _) => "It was denied: do not ask for the same again without a new reason.",
        _ => "It is over; ask again where the access is still needed.",
    };
}
