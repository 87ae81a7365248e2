#pragma warning disable MCP9005 // Sampling is deprecated in the newest specification, and what is spoken in the field is older.
using System.Text;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Mcp;

/// <summary>What servers ask of their callers.</summary>
public sealed class McpServerRequestTests : IAsyncLifetime
{
    private McpPlace place = null!;

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = (place = await McpPlace.StartAsync(McpTarget.Tool("think", async (McpServer server, CancellationToken ct) => (await server.SampleAsync(
        new CreateMessageRequestParams { MaxTokens = 5, Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = "tell me a secret" }] }] }, ct)).Model))).Gateway;

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Theory]
    [InlineData(HttpTransportMode.StreamableHttp)]
    [InlineData(HttpTransportMode.Sse)]
    public async Task A_server_may_not_use_its_callers_model(HttpTransportMode mode)
    {
        var asked = 0;
        await using var client = await place.ConnectAsync(mode, () => asked++);

        // The server is told, and says so to its caller: it does not wait for an answer that never comes.
        var failure = await Assert.ThrowsAsync<McpProtocolException>(() => client.CallToolAsync("think").AsTask().WaitAsync(Some.Patience));

        Assert.Contains("sampling/createMessage is not allowed here", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked);
        Assert.Contains(gateway.Events(), e => e.Kind == RecordKind.Notice && Encoding.UTF8.GetString(e.Payload.Span).Contains("sampling/createMessage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpTransportMode.StreamableHttp, "/mcp")]
    [InlineData(HttpTransportMode.Sse, "/message")]
    public async Task Unless_a_policy_names_it(HttpTransportMode mode, string path)
    {
        gateway.Rule([new PolicyConfig { Name = "sampling", Effect = PolicyEffect.Allow, Scope = PolicyScope.Operation, Http = new HttpMatch { ServerRequests = ["sampling/createMessage"], Paths = [path] } }]);
        await using var client = await place.ConnectAsync(mode, () => { });

        Assert.Equal("a-model", McpPlace.Text(await client.CallToolAsync("think").AsTask().WaitAsync(Some.Patience)));
    }
}
