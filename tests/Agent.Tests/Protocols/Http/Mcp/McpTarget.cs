using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HoopLike.Agent.Tests.Protocols.Http.Mcp;

/// <summary>A real server of MCP, by both transports: streamable HTTP at <c>/mcp</c>, events and messages at <c>/sse</c> and <c>/message</c>.</summary>
internal sealed class McpTarget : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (ITransport Transport, McpServer Server)> sessions = new();
    private readonly McpServerOptions options = new() { ServerInfo = new Implementation { Name = "target", Version = "1" }, ToolCollection = [] };

    public McpTarget(params McpServerTool[] tools)
    {
        foreach (var tool in tools) options.ToolCollection!.Add(tool);
    }

    public McpServerPrimitiveCollection<McpServerTool> Tools => options.ToolCollection!;

    public static McpServerTool Tool(string name, Delegate run, string? description = null, bool isStructured = false) =>
        McpServerTool.Create(run, new McpServerToolCreateOptions { Name = name, Description = description ?? $"does {name}", UseStructuredContent = isStructured });

    public Task AnswerAsync(HttpContext context) => (context.Request.Path.Value, context.Request.Method) switch
    {
        ("/mcp", "POST") => PostAsync(context),
        ("/mcp", "GET") => GetAsync(context),
        ("/sse", "GET") => EventsAsync(context),
        ("/message", "POST") => MessageAsync(context),
        _ => NoneAsync(context, StatusCodes.Status405MethodNotAllowed),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var (transport, server) in sessions.Values)
        {
            await server.DisposeAsync();
            await transport.DisposeAsync();
        }
    }

    private static Task NoneAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task<JsonRpcMessage> ReadAsync(HttpContext context) =>
        (JsonRpcMessage)(await JsonSerializer.DeserializeAsync(context.Request.Body, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), context.RequestAborted))!;

    private async Task PostAsync(HttpContext context)
    {
        var message = await ReadAsync(context);
        if (context.Request.Headers["Mcp-Session-Id"] is not [{ } id])
        {
            if (message is not JsonRpcRequest { Method: RequestMethods.Initialize })
            {
                await NoneAsync(context, StatusCodes.Status400BadRequest);
                return;
            }

            id = Guid.NewGuid().ToString("n");
            var transport = new StreamableHttpServerTransport { SessionId = id };
            sessions[id] = (transport, McpServer.Create(transport, options));
            _ = sessions[id].Server.RunAsync();
        }

        context.Response.Headers["Mcp-Session-Id"] = id;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.ContentEncoding = "identity";
        if (await ((StreamableHttpServerTransport)sessions[id].Transport).HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted)) return;
        context.Response.ContentType = null;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await ((StreamableHttpServerTransport)sessions[context.Request.Headers["Mcp-Session-Id"].ToString()].Transport).HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task EventsAsync(HttpContext context)
    {
        var id = Guid.NewGuid().ToString("n");
        context.Response.ContentType = "text/event-stream";
        var transport = new SseResponseStreamTransport(context.Response.Body, $"http://{context.Request.Host}/message?sessionId={id}");
        sessions[id] = (transport, McpServer.Create(transport, options));
        var running = transport.RunAsync(context.RequestAborted);
        _ = sessions[id].Server.RunAsync(context.RequestAborted);
        await running;
    }

    private async Task MessageAsync(HttpContext context)
    {
        await ((SseResponseStreamTransport)sessions[context.Request.Query["sessionId"].ToString()].Transport).OnMessageReceivedAsync(await ReadAsync(context), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
