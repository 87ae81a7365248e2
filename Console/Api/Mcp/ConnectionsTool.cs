using System.Text.Json.Nodes;
using HoopLike.Console.Agents;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary><c>list_connections</c>.</summary>
internal sealed class ConnectionsTool(ConnectionRights rights) : IMcpTool
{
    public Tool Definition { get; } = ToolDefinitions.Of(
        "list_connections", "Connections",
        "Lists the databases and services that the caller may use through the gateway. access is 'allowed', or 'approval' where a person must approve first (request_access). run_query works on those of protocol postgres.",
        """{"type":"object","properties":{},"additionalProperties":false}""", isReadOnly: true);

    public async Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var usable = await rights.ListAsync(caller.Identity, cancellationToken);
        return new JsonObject
        {
            ["connections"] = new JsonArray([.. usable.Where(c => caller.IsFor(c.Config.Name)).Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Config.Name, ["protocol"] = c.Config.Protocol.ToString().ToLowerInvariant(), ["host"] = c.Host, ["port"] = c.Config.Listen.Port, ["database"] = c.Config.Target.Database,
                ["tags"] = new JsonObject(c.Config.Tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))), ["access"] = c.Approval is null ? "allowed" : "approval",
            })]),
        };
    }
}
