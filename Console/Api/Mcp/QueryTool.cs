using System.Text.Json.Nodes;
using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary><c>run_query</c>: one read-only statement through the gate. The console is a client like any other there, with a token of the caller's: the agent decides, holds, masks and records.</summary>
internal sealed class QueryTool(ConnectionRights rights, TokenDesk desk, QueryRun run, TicketList tickets, McpLimits limits, AuditLog audit, TimeProvider time) : IMcpTool
{
    private const int LongestText = 64 * 1024;
    private const int MostRows = 1000;
    private const int MostSeconds = 300;
    private const int MostTickets = 50;

    /// <summary>Minutes; longer than any query may take, and for this connection only.</summary>
    private const int TokenLife = 10;

    public Tool Definition { get; } = ToolDefinitions.Of(
        "run_query", "Run a query",
        "Runs one read-only SQL statement (SELECT, EXPLAIN, SHOW) on a PostgreSQL connection, in a read-only transaction, and returns columns and rows as text. Values may be masked by the gateway's rules. "
        + "Where a policy holds the statement for a person's approval the call waits for it, at most seconds, and then returns the ticket's address; call it again with more seconds once somebody is there to decide.",
        """
        {"type":"object","required":["connection","sql"],"additionalProperties":false,"properties":{
          "connection":{"type":"string","description":"Name of a connection of protocol postgres"},
          "sql":{"type":"string","maxLength":65536,"description":"One statement"},
          "rows":{"type":"integer","minimum":1,"maximum":1000,"description":"Rows at most; 100 unless said"},
          "seconds":{"type":"integer","minimum":1,"maximum":300,"description":"How long the query, and an approval that it needs, may take; 45 unless said"}}}
        """, isReadOnly: true);

    public async Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var (name, sql) = (arguments.Text("connection", 200), arguments.Text("sql", LongestText));
        var (rows, seconds) = (arguments.Number("rows", 1, MostRows, 100), arguments.Number("seconds", 1, MostSeconds, 45));
        if (QueryText.WhyRefused(sql) is { } wrong) throw new McpRefusal(wrong);
        if (!caller.IsFor(name)) throw new McpRefusal("This token is good for another connection.");
        var connection = await rights.FindAsync(caller.Identity, name, cancellationToken) ?? throw new McpRefusal($"There is no connection '{name}' that you may use; list_connections tells which there are.");
        if (connection.Config.Protocol != ConnectionProtocol.Postgres) throw new McpRefusal($"'{name}' is no PostgreSQL connection.");
        if (connection.Approval is not null && !await HasGrantAsync(caller, name, cancellationToken)) throw new McpRefusal($"Connecting to '{name}' needs an approval first: call request_access, then wait_for_ticket.");
        using var place = limits.TryBeginQuery(caller) ?? throw new McpRefusal($"More than {McpLimits.QueriesOfOne} queries of one caller are not run at once; wait for the others.");
        var token = await TokenAsync(caller, name, cancellationToken);
        await audit.AppendAsync(caller.Actor, new AuditNote("mcp.query", $"connection {name}"), cancellationToken);
        return await run.RunAsync(connection, caller.Identity.Name, token, sql, rows, TimeSpan.FromSeconds(seconds), progress, cancellationToken);
    }

    private async Task<bool> HasGrantAsync(McpCaller caller, string connection, CancellationToken cancellationToken)
    {
        var approved = await tickets.ReadAsync(new TicketQuery([ApprovalStatus.Approved], Identity: caller.Identity.Name, Connection: connection), null, MostTickets, cancellationToken);
        return approved.Any(t => t.Connection == connection && t.GrantExpiresAt > time.GetUtcNow() && caller.Identity.Owns(t.Identity, t.Actors));
    }

    /// <summary>A token that is bound to the connection, or that somebody was lent, makes no others and is presented as it is.</summary>
    private async Task<Secret> TokenAsync(McpCaller caller, string connection, CancellationToken cancellationToken)
    {
        if (caller.BoundTo is not null || !caller.Identity.Actors.IsEmpty) return caller.Credential;
        var (token, _, problem) = await desk.IssueAsync(caller.Identity, connection, TokenLife, caller.Actor, cancellationToken);
        return token ?? throw new McpRefusal(problem!);
    }
}
