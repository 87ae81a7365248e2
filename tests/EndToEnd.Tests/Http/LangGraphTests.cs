using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>A LangGraph agent that knows of no gateway, on a model, a database and an internal API behind it.</summary>
public sealed class LangGraphTests
{
    [Fact]
    public async Task A_tool_call_waits_for_a_human_and_goes_on_once_it_is_approved()
    {
        var stack = await HttpStack.GetAsync();
        var answer = stack.NodeAsync("langgraph_agent.mjs", "known", "Refund order 1.");

        var asking = stack.TicketAsync("POST /refunds");
        if (await Task.WhenAny(answer, asking) == answer) Assert.Fail($"It did not wait: {(await answer).All}");
        var ticket = await asking;
        Assert.DoesNotContain(stack.Models.Refunds, r => r.Contains("\"order\":1", StringComparison.Ordinal));
        using var api = stack.Api(Caller.Dana);
        var (status, _) = await api.TryPostAsync($"approvals/{ticket}/approve", new { reason = "as the test says" });
        var said = (await answer).Succeeded();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Ada", said, StringComparison.Ordinal);
        Assert.Contains("\"refunded\":true", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
        Assert.All(ShopSchema.Markers, marker => Assert.DoesNotContain(marker, said, StringComparison.Ordinal));
        Assert.Single(stack.Models.Refunds);
    }
}
