using System.Text.Json.Nodes;
using HoopLike.Console.Approvals;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary><c>my_tickets</c>.</summary>
internal sealed class OwnTicketsTool(TicketList tickets, ConsoleAddress address) : IMcpTool
{
    public Tool Definition { get; } = ToolDefinitions.Of(
        "my_tickets", "My tickets",
        "Lists the approval tickets that the caller asked for, newest first.",
        """
        {"type":"object","additionalProperties":false,"properties":{
          "status":{"type":"string","enum":["pending","approved","denied","expired","withdrawn","used","revoked"]},
          "limit":{"type":"integer","minimum":1,"maximum":50,"description":"20 unless said"}}}
        """, isReadOnly: true);

    public async Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        ApprovalStatus[]? statuses = null;
        if (arguments.Optional("status", 20) is { } word)
        {
            if (!Enum.TryParse<ApprovalStatus>(word, ignoreCase: true, out var status) || char.IsAsciiDigit(word[0])) throw new McpRefusal($"status: is one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}.");
            statuses = [status];
        }

        // Who approves sees more than its own; here it is asked for its own.
        var query = new TicketQuery(statuses, Identity: caller.Identity.Name, Viewer: caller.Decider with { IsApprover = false, IsAdmin = false });
        var found = await tickets.ReadAsync(query, null, arguments.Number("limit", 1, 50, 20), cancellationToken);
        return new JsonObject { ["tickets"] = new JsonArray([.. found.Where(t => caller.IsFor(t.Connection)).Select(t => (JsonNode)TicketWords.Of(t, address))]) };
    }
}
