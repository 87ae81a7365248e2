using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Shared.Contracts;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HoopLike.Console.Api.Mcp;

/// <summary>The tools, and a server of them for one caller.</summary>
internal sealed class McpToolbox(IEnumerable<IMcpTool> tools, ILogger<McpToolbox> log)
{
    private readonly IReadOnlyList<IMcpTool> tools = [.. tools];

    public McpServerOptions For(McpCaller caller) => new()
    {
        ServerInfo = new Implementation { Name = "hooplike", Title = "HoopLike", Version = typeof(McpToolbox).Assembly.GetName().Version?.ToString(3) ?? "0" },
        ServerInstructions = "Access to databases and services goes through a gateway: policies decide, people approve, answers are masked, everything is recorded. "
            + "list_connections says what you may use. Where access needs an approval, request_access opens a ticket for a person to decide; wait_for_ticket tells how it ended. run_query runs one read-only SQL statement.",
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. tools.Select(t => t.Definition)] }),
            CallToolHandler = async (context, cancellationToken) => await CallAsync(context, caller, cancellationToken),
        },
    };

    private async Task<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> context, McpCaller caller, CancellationToken cancellationToken)
    {
        var tool = tools.FirstOrDefault(t => t.Definition.Name == context.Params?.Name) ?? throw new McpProtocolException("There is no such tool.", McpErrorCode.InvalidParams);
        var said = 0;
        try
        {
            var result = await tool.RunAsync(new McpArguments(context.Params!.Arguments), caller, ProgressAsync, cancellationToken);
            return new CallToolResult { Content = [new TextContentBlock { Text = result.ToJsonString(SnapshotJson.Plain) }], StructuredContent = JsonSerializer.SerializeToElement(result) };
        }
        catch (McpRefusal refusal)
        {
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = refusal.Message }] };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            McpLog.Failed(log, tool.Definition.Name, e);
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "The console could not do this; its log says why." }] };
        }

        async Task ProgressAsync(string words)
        {
            if (context.Params!.ProgressToken is { } token) await context.Server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = ++said, Message = words }, cancellationToken: cancellationToken);
        }
    }
}
