using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HoopLike.Console.Api.Mcp;
using HoopLike.Console.Tests.Fixtures;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace HoopLike.Console.Tests.Api.Mcp;

/// <summary><c>/mcp</c>, by a real client.</summary>
public sealed class McpApiTests : IAsyncLifetime
{
    RunningConsole console = null!;

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync(SomeConfig.Yaml);

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Fact]
    public async Task A_client_without_a_token_is_told_where_to_get_one()
    {
        using var client = console.Client();
        using var refused = await client.PostAsJsonAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "ping" });

        var challenge = Assert.Single(refused.Headers.WwwAuthenticate);
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer", $"resource_metadata=\"{console.Address}/.well-known/oauth-protected-resource/mcp\""), (refused.StatusCode, challenge.Scheme, challenge.Parameter));
        var (_, metadata) = await console.GetAsync(null, "/.well-known/oauth-protected-resource/mcp");
        Assert.Equal($"{console.Address}/mcp", (string?)metadata!["resource"]);
        Assert.Equal(["http://127.0.0.1:9", console.Address], metadata["authorization_servers"]!.AsArray().Select(s => (string?)s));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-03-26")]
    public async Task Clients_of_each_specification_find_the_tools(string? version)
    {
        await using var client = await ConnectAsync(SomeConfig.AnalystKey, version);

        var tools = await client.ListToolsAsync();

        Assert.Equal(["list_connections", "my_tickets", "request_access", "run_query", "wait_for_ticket"], tools.Select(t => t.Name).Order());
        Assert.All(tools, t => Assert.NotEmpty(t.Description));
    }

    [Theory]
    [InlineData(SomeConfig.AnalystKey, "shop allowed, vault approval")]
    [InlineData(SomeConfig.AuditorKey, "")]
    public async Task Each_caller_sees_its_own_connections(string key, string connections)
    {
        await using var client = await ConnectAsync(key);

        Assert.Equal(connections, string.Join(", ", (await AskAsync(client, "list_connections"))["connections"]!.AsArray().Select(c => $"{c!["name"]} {c["access"]}")));
    }

    [Fact]
    public async Task Access_is_asked_for_waited_for_and_granted()
    {
        await using var client = await ConnectAsync(SomeConfig.AnalystKey);

        var asked = await AskAsync(client, "request_access", ("connection", "vault"), ("minutes", 10), ("reason", "the yearly report"));
        var id = (string)asked["ticket"]!;
        Assert.Equal(("pending", $"{console.Address}/approvals/{id}"), ((string?)asked["status"], (string?)asked["address"]));
        Assert.Equal("pending", (string?)(await AskAsync(client, "wait_for_ticket", ("ticket", id), ("seconds", 0)))["status"]);

        var waiting = AskAsync(client, "wait_for_ticket", ("ticket", id), ("seconds", 60));
        await console.PostAsync(SomeConfig.ApproverKey, $"/api/v1/approvals/{id}/approve", new { });
        await console.PostAsync(SomeConfig.OtherApproverKey, $"/api/v1/approvals/{id}/approve", new { });

        var decided = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("approved", (string?)decided["status"]);
        Assert.NotNull(decided["grantExpiresAt"]);
        Assert.Equal([id], (await AskAsync(client, "my_tickets", ("status", "approved")))["tickets"]!.AsArray().Select(t => (string?)t!["ticket"]));
        Assert.Empty((await AskAsync(client, "my_tickets", ("status", "denied")))["tickets"]!.AsArray());
    }

    [Fact]
    public async Task Tickets_of_others_are_nobodys_business()
    {
        await using var analyst = await ConnectAsync(SomeConfig.AnalystKey);
        var id = (string)(await AskAsync(analyst, "request_access", ("connection", "vault"), ("reason", "x")))["ticket"]!;
        await using var stranger = await ConnectAsync(SomeConfig.StrangerKey);
        await using var approver = await ConnectAsync(SomeConfig.ApproverKey);

        Assert.Equal("There is no such ticket for you.", await RefusedAsync(stranger, "wait_for_ticket", ("ticket", id), ("seconds", 0)));
        Assert.Equal("pending", (string?)(await AskAsync(approver, "wait_for_ticket", ("ticket", id), ("seconds", 0)))["status"]);
        Assert.Empty((await AskAsync(approver, "my_tickets"))["tickets"]!.AsArray());
    }

    [Theory]
    [InlineData("request_access", "connection", "shop", "You may use 'shop' as you are; there is nothing to ask for.")]
    [InlineData("request_access", "connection", "nowhere", "There is no connection 'nowhere' that you may use or ask for.")]
    [InlineData("run_query", "connection", "nowhere", "There is no connection 'nowhere' that you may use; list_connections tells which there are.")]
    [InlineData("wait_for_ticket", "ticket", "7", "ticket: is no id of a ticket.")]
    [InlineData("my_tickets", "status", "done", "status: is one of pending")]
    public async Task What_cannot_be_done_is_said_in_words(string tool, string name, string value, string words)
    {
        await using var client = await ConnectAsync(SomeConfig.AnalystKey);

        Assert.StartsWith(words, await RefusedAsync(client, tool, (name, value), ("reason", "x"), ("sql", "select 1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_one_connection_is_good_for_nothing_else()
    {
        var (_, issued) = await console.PostAsync(SomeConfig.AdminApproverKey, "/api/v1/tokens", new { connection = "vault", minutes = 5 });
        await using var client = await ConnectAsync((string)issued!["token"]!);

        Assert.Equal(["vault"], (await AskAsync(client, "list_connections"))["connections"]!.AsArray().Select(c => (string?)c!["name"]));
        Assert.Equal("This token is good for another connection.", await RefusedAsync(client, "run_query", ("connection", "shop"), ("sql", "select 1")));
    }

    [Fact]
    public async Task A_page_of_another_site_is_not_answered()
    {
        using var client = console.Client(SomeConfig.AnalystKey);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Origin", "https://elsewhere.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsJsonAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "ping" })).StatusCode);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", HttpStatusCode.Accepted)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", HttpStatusCode.OK)]
    public async Task A_message_is_answered_for_itself(string body, HttpStatusCode status)
    {
        using var client = console.Client(SomeConfig.AnalystKey);
        using var message = new StringContent(body, new MediaTypeHeaderValue("application/json"));

        Assert.Equal(status, (await client.PostAsync("/mcp", message)).StatusCode);
    }

    [Fact]
    public async Task Who_asks_without_end_is_told_to_wait()
    {
        using var client = console.Client(SomeConfig.AnalystKey);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= McpLimits.PerMinute; i++) statuses.Add((await client.PostAsJsonAsync("/mcp", new { jsonrpc = "2.0", method = "notifications/x" })).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.All(statuses.SkipLast(1), s => Assert.Equal(HttpStatusCode.Accepted, s));
    }

    internal static async Task<McpClient> ConnectAsync(string address, string key, string? version = "2025-06-18")
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri($"{address}/mcp"), TransportMode = HttpTransportMode.StreamableHttp, AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        });
        return await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version }).WaitAsync(TimeSpan.FromSeconds(30));
    }

    internal static async Task<JsonNode> AskAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.False(result.IsError ?? false, Text(result));
        return JsonNode.Parse(Text(result))!;
    }

    internal static async Task<string> RefusedAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.True(result.IsError);
        return Text(result);
    }

    internal static async Task<CallToolResult> CallAsync(McpClient client, string tool, (string Name, object? Value)[] arguments, IProgress<ProgressNotificationValue>? progress = null) =>
        await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => a.Value), progress);

    internal static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    Task<McpClient> ConnectAsync(string key, string? version = "2025-06-18") => ConnectAsync(console.Address, key, version);
}
