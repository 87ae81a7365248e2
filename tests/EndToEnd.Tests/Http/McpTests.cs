using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>The TypeScript client of MCP before a server on the same SDK.</summary>
public sealed class McpTests
{
    [Fact]
    public async Task A_caller_sees_the_tools_that_it_may_call_and_their_results_masked()
    {
        var stack = await HttpStack.GetAsync();

        var said = await SayAsync(stack, """{"tool":"customer"}""", """{"tool":"drop_all"}""", """{"tool":"think"}""");

        Assert.Equal(["customer", "refund", "think"], said[0]["tools"]!.AsArray().Select(t => (string?)t));
        Assert.Contains("Ada", (string?)said[1]["text"], StringComparison.Ordinal);
        Assert.DoesNotContain(said, s => s.ToJsonString().Contains("planted", StringComparison.Ordinal));
        Assert.True((bool)said[2]["isError"]!, said[2].ToJsonString());
        Assert.Contains("Nobody drops.", (string?)said[2]["text"], StringComparison.Ordinal);
        Assert.StartsWith("no model", (string?)said[3]["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_call_waits_for_a_human_and_its_client_is_kept_awake()
    {
        var stack = await HttpStack.GetAsync();
        var saying = SayAsync(stack, """{"tool":"refund","arguments":{"amount":250}}""");

        var ticket = await stack.TicketAsync("\\u0022amount\\u0022:250");
        using var api = stack.Api(Caller.Dana);
        await api.PostAsync($"approvals/{ticket}/approve", new { reason = "as the test says" });
        var said = (await saying)[1];

        Assert.Equal("paid 250", (string?)said["text"]);
        Assert.Contains(said["progress"]!.AsArray(), p => ((string?)p)!.Contains(ticket, StringComparison.Ordinal));
    }

    static async Task<IReadOnlyList<JsonNode>> SayAsync(HttpStack stack, params string[] calls)
    {
        var outcome = await Command.RunAsync(
            "node", ["mcp_client.mjs", $"https://127.0.0.1:{stack.Tools.Port}/mcp", Caller.Analyst.Key], new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = stack.Authority }, string.Join('\n', calls) + "\n", ProductFiles.Clients);
        return [.. outcome.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }
}
