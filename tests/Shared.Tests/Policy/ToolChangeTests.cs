using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>Policies about tools that are not what they were.</summary>
public sealed class ToolChangeTests
{
    [Theory]
    [InlineData("changed", ToolStanding.Approved, PolicyEffect.Allow)]
    [InlineData("changed", ToolStanding.New, PolicyEffect.Allow)]
    [InlineData("changed", ToolStanding.Changed, PolicyEffect.Deny)]
    [InlineData("new", ToolStanding.New, PolicyEffect.Deny)]
    [InlineData("new", ToolStanding.Changed, PolicyEffect.Allow)]
    public void A_call_is_judged_by_how_its_tool_stands(string asked, ToolStanding standing, PolicyEffect effect) => Assert.Equal(effect, Decide(asked, "a", _ => standing));

    [Fact]
    public void Of_a_batch_one_such_tool_is_enough() =>
        Assert.Equal(PolicyEffect.Deny, Decide("changed", "a\"}},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"b", t => t == "b" ? ToolStanding.Changed : ToolStanding.Approved));

    [Fact]
    public void Where_nobody_knows_each_may_be_changed() => Assert.Equal(PolicyEffect.Deny, Decide("changed", "a", null));

    [Fact]
    public void A_list_shows_a_tool_as_it_stands()
    {
        using var list = new HttpOperation("POST", Requests.Target("/mcp")) { StandingOf = _ => ToolStanding.Changed };
        using var call = list.ForTool("a");

        Assert.Equal(PolicyEffect.Deny, Policies("changed").DecideOperation(call, Some.Now).Effect);
    }

    [Fact]
    public void What_calls_no_tool_is_not_meant()
    {
        using var other = Requests.Post("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");

        Assert.Equal(PolicyEffect.Allow, Policies("changed").DecideOperation(other, Some.Now).Effect);
    }

    private static PolicyEffect Decide(string asked, string tool, Func<string, ToolStanding>? standing)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$$"""[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}"}}]""");
        using var call = new HttpOperation("POST", Requests.Target("/mcp"), new[] { Requests.Json }, body) { StandingOf = standing };
        return Policies(asked).DecideOperation(call, Some.Now).Effect;
    }

    private static SessionPolicies Policies(string asked) => new(Some.Snapshot(Some.Deny("p", null) with { Http = new HttpMatch { ToolChanges = [asked] } }), Some.Connection, Some.Caller);
}
