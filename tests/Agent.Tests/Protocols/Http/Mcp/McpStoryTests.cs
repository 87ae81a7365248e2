using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Mcp;

/// <summary>A real server of MCP behind the gateway, and its real client in front.</summary>
public sealed class McpStoryTests : IAsyncLifetime
{
    private static readonly MaskingRuleConfig addresses = new() { Name = "addresses", Detectors = ["email"], JsonPaths = ["$..ssn"], Method = new MaskMethod(MaskKind.Redact) };

    private McpPlace place = null!;

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = (place = await McpPlace.StartAsync(
        McpTarget.Tool("read_orders", () => "three orders"),
        McpTarget.Tool("drop_orders", () => "gone"),
        McpTarget.Tool("refund", (int amount, string currency) => $"paid {amount} {currency}"),
        McpTarget.Tool("think", () => "done"),
        McpTarget.Tool("customer", () => new Customer("Ada", "ada@example.com", "123-45-6789"), isStructured: true))).Gateway;

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Theory]
    [InlineData(HttpTransportMode.StreamableHttp)]
    [InlineData(HttpTransportMode.Sse)]
    public async Task A_caller_sees_the_tools_that_it_may_call(HttpTransportMode mode)
    {
        gateway.Rule([Deny("no-drops", new HttpMatch { Tools = ["drop_*"], Paths = mode == HttpTransportMode.Sse ? ["/message"] : [] }), Ask("refunds", new HttpMatch { Tools = ["refund"] })]);
        await using var client = await place.ConnectAsync(mode);

        var tools = await client.ListToolsAsync();

        Assert.Equal(["customer", "read_orders", "refund", "think"], tools.Select(t => t.Name).Order());
    }

    [Fact]
    public async Task A_rule_made_while_a_client_is_connected_is_in_force_with_its_next_list()
    {
        await using var client = await place.ConnectAsync();
        Assert.Equal(5, (await client.ListToolsAsync()).Count);

        gateway.Rule([Deny("no-drops", new HttpMatch { Tools = ["drop_*"] })]);

        Assert.Equal(4, (await client.ListToolsAsync()).Count);
    }

    [Fact]
    public async Task A_denied_call_is_told_to_the_model_and_reaches_nothing()
    {
        gateway.Rule([Deny("no-drops", new HttpMatch { Tools = ["drop_*"] }) with { Message = "Ask the data team." }]);
        await using var client = await place.ConnectAsync();

        var reached = gateway.Reached.Count(r => r.StartsWith("POST", StringComparison.Ordinal));

        var result = await client.CallToolAsync("drop_orders");

        Assert.True(result.IsError);
        Assert.Equal("Ask the data team. (policy no-drops)", McpPlace.Text(result));
        Assert.Equal(reached, gateway.Reached.Count(r => r.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal("three orders", McpPlace.Text(await client.CallToolAsync("read_orders")));
    }

    [Theory]
    [InlineData("EUR", false)]
    [InlineData("USD", true)]
    public async Task A_call_is_judged_by_its_arguments(string currency, bool isDenied)
    {
        gateway.Rule([Deny("no-dollars", new HttpMatch { Tools = ["refund"], JsonPaths = Pair("$.params.arguments.currency", "USD") })]);
        await using var client = await place.ConnectAsync();

        var result = await client.CallToolAsync("refund", new Dictionary<string, object?> { ["amount"] = 5, ["currency"] = currency });

        Assert.Equal(isDenied, result.IsError ?? false);
        Assert.Contains(await client.ListToolsAsync(), t => t.Name == "refund");
    }

    [Fact]
    public async Task Of_the_older_transport_a_denied_call_fails_with_its_words()
    {
        gateway.Rule([Deny("no-drops", new HttpMatch { Tools = ["drop_*"] }) with { Message = "Ask the data team." }]);
        await using var client = await place.ConnectAsync(HttpTransportMode.Sse);

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await client.CallToolAsync("drop_orders").AsTask().WaitAsync(Some.Patience));

        Assert.Contains("403", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("three orders", McpPlace.Text(await client.CallToolAsync("read_orders")));
    }

    [Theory]
    [InlineData(ApprovalStatus.Approved, "paid 5 EUR", false)]
    [InlineData(ApprovalStatus.Denied, "The request was not approved: denied by ann: too much (policy refunds)", true)]
    public async Task A_held_call_waits_with_signs_of_life(ApprovalStatus decision, string text, bool isError)
    {
        gateway.Rule([Ask("refunds", new HttpMatch { Tools = ["refund"] })]);
        await using var client = await place.ConnectAsync();
        var progress = new ProgressSeen();

        var calling = client.CallToolAsync("refund", new Dictionary<string, object?> { ["amount"] = 5, ["currency"] = "EUR" }, progress).AsTask();
        var asked = await gateway.Link.Asked;
        var told = await progress.First.WaitAsync(Some.Patience);
        gateway.Link.Decide(asked, decision, reason: "too much");
        var result = await calling.WaitAsync(Some.Patience);

        Assert.Equal((text, isError), (McpPlace.Text(result), result.IsError ?? false));
        Assert.Contains($"/approvals/{asked.Id}", told, StringComparison.Ordinal);
        Assert.Contains("\"currency\":\"EUR\"", asked.Operation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_withdrawn()
    {
        gateway.Rule([Ask("refunds", new HttpMatch { Tools = ["refund"] })]);
        await using var client = await place.ConnectAsync();
        using var patience = new CancellationTokenSource();

        var calling = client.CallToolAsync("refund", new Dictionary<string, object?> { ["amount"] = 5, ["currency"] = "EUR" }, cancellationToken: patience.Token).AsTask();
        var asked = await gateway.Link.Asked;
        await client.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => calling);
        Assert.Equal(asked.Id, await gateway.Link.FirstWithdrawn);
    }

    [Fact]
    public async Task Results_are_masked_in_text_and_structure_and_on_record()
    {
        gateway.Rule(masks: [addresses]);
        await using var client = await place.ConnectAsync();

        var result = await client.CallToolAsync("customer");

        Assert.Equal("""{"name":"Ada","mail":"[redacted]","ssn":"[redacted]"}""", McpPlace.Text(result));
        Assert.Equal("""{"name":"Ada","mail":"[redacted]","ssn":"[redacted]"}""", result.StructuredContent.ToString());
        var recorded = string.Concat(gateway.Events().Where(e => e.Kind == RecordKind.Rows).Select(e => Encoding.UTF8.GetString(e.Payload.Span)));
        Assert.DoesNotContain("ada@example.com", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("6789", recorded, StringComparison.Ordinal);
    }

    private static PolicyConfig Deny(string name, HttpMatch match) => new() { Name = name, Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = match };

    private static PolicyConfig Ask(string name, HttpMatch match) => Deny(name, match) with { Effect = PolicyEffect.Approve, Approval = new ApprovalRequirement(["dba"]) };

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Pair(string path, string value) => ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(path, [value]);

    private sealed record Customer(string Name, string Mail, string Ssn);

    private sealed class ProgressSeen : IProgress<ProgressNotificationValue>
    {
        private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => first.Task;

        public void Report(ProgressNotificationValue value) => first.TrySetResult(value.Message ?? "");
    }
}
