using System.Text.Json.Nodes;
using HoopLike.Console.Agents;
using HoopLike.Console.Security;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary><c>request_access</c>: a ticket for a time-boxed grant, as <c>POST /api/v1/access-requests</c> opens it.</summary>
internal sealed class AccessRequestTool(AccessRequests requests, ConsoleAddress address) : IMcpTool
{
    public Tool Definition { get; } = ToolDefinitions.Of(
        "request_access", "Ask for access",
        "Asks people for access to a connection whose access is 'approval' in list_connections. Opens a ticket that an approver decides, and returns at once: follow it with wait_for_ticket. Give a reason that a person can judge.",
        """
        {"type":"object","required":["connection","reason"],"additionalProperties":false,"properties":{
          "connection":{"type":"string","description":"Name of the connection"},
          "minutes":{"type":"integer","minimum":1,"maximum":43200,"description":"How long access is needed; 60 unless said. The policy may grant less."},
          "reason":{"type":"string","maxLength":1000,"description":"Why, for the person who decides"}}}
        """, isReadOnly: false);

    public async Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var connection = arguments.Text("connection", 200);
        var (minutes, reason) = (arguments.Number("minutes", 1, 43200, 60), arguments.Text("reason", 1000));
        if (!caller.IsFor(connection)) throw new McpRefusal("This token is good for another connection.");
        var (ticket, problem) = await requests.OpenAsync(caller.Identity, connection, minutes, reason, caller.Actor.Address, cancellationToken);
        return ticket is null ? throw new McpRefusal(problem!) : TicketWords.Of(ticket, address);
    }
}
