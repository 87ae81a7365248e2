#pragma warning disable MCP9005 // Sampling is deprecated in the newest specification, and what is spoken in the field is older.
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Mcp;

/// <summary>A real server of MCP behind the gateway.</summary>
internal sealed class McpPlace : IAsyncDisposable
{
    private readonly McpTarget target;

    private McpPlace(McpTarget target, HttpGateway gateway) => (this.target, Gateway) = (target, gateway);

    public HttpGateway Gateway { get; }

    public static async Task<McpPlace> StartAsync(params McpServerTool[] tools)
    {
        var server = new McpTarget(tools);
        return new McpPlace(server, await HttpGateway.StartAsync(server.AnswerAsync));
    }

    public static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    /// <summary>A real client of it.</summary>
    /// <param name="onSampling">Given, it says that its model may be used.</param>
    public async Task<McpClient> ConnectAsync(HttpTransportMode mode = HttpTransportMode.StreamableHttp, Action? onSampling = null)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri($"http://127.0.0.1:{Gateway.Port}/{(mode == HttpTransportMode.Sse ? "sse" : "mcp")}"),
            TransportMode = mode,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {HttpGateway.Key}" },
        });
        var options = new McpClientOptions { ProtocolVersion = "2025-06-18" };
        if (onSampling is not null)
        {
            options.Handlers = new McpClientHandlers
            {
                SamplingHandler = (_, _, _) =>
                {
                    onSampling();
                    return new ValueTask<CreateMessageResult>(new CreateMessageResult { Model = "a-model", Role = Role.Assistant, Content = [new TextContentBlock { Text = "42" }] });
                },
            };
        }

        return await McpClient.CreateAsync(transport, options).WaitAsync(Some.Patience);
    }

    /// <summary>Tools of the server itself.</summary>
    public McpServerPrimitiveCollection<McpServerTool> Tools => target.Tools;

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await target.DisposeAsync();
    }
}
