using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Pages.Connections;
using HoopLike.Console.Configuration;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Connections;

public sealed class ConnectionControlTests : ControlTest
{
    static readonly PolicyConfig noDrops = new() { Name = "no-drops", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = new SqlMatch { Kinds = ["drop", "truncate"] } };

    [Fact]
    public void Agents_are_ticked_and_unticked()
    {
        ImmutableArray<string> chosen = ["local"];
        var choice = Render<AgentChoice>(p => p.Add(c => c.Agents, [Agent("local", true), Agent("far", false)]).Bind(c => c.Chosen, chosen, v => chosen = v));

        choice.Find("#agent-far").Change(true);

        Assert.Equal("local far", string.Join(' ', chosen));
        Assert.Equal(["online", "offline"], choice.FindAll(".badge").Select(b => b.TextContent));
    }

    [Fact]
    public void Who_gets_in_is_shown_first_and_the_others_when_asked_for()
    {
        var tab = Render<ConnectionAccessTab>(p => p.Add(t => t.Connection, "shop").Add(t => t.Subjects, [Subject("ada", PolicyEffect.Allow, "staff", [noDrops]), Subject("bob", PolicyEffect.Deny, null, [])]));
        Assert.Equal("ada", Assert.Single(tab.FindAll("tbody tr td:first-child > a")).TextContent);
        Assert.Contains("drop and truncate", tab.Find("tbody").TextContent, StringComparison.Ordinal);

        tab.Find("#show-denied").Change(true);
        tab.Find("#subject-search").Input("bo");

        Assert.Equal("bob", Assert.Single(tab.FindAll("tbody tr td:first-child > a")).TextContent);
        Assert.Contains("no policy lets them in", tab.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("after", "ada changed this connection", "Save mine over it")]
    [InlineData(null, "ada deleted this connection", "Save mine as a new one")]
    public void Who_comes_second_sees_what_the_first_did_and_can_go_on(string? after, string words, string button)
    {
        var goesOn = false;
        var conflict = Render<ConnectionConflict>(p => p.Add(c => c.Change, new HistoryEntry(1, Time.GetUtcNow(), "ada", null, "changed", "before", after, null, true)).Add(c => c.OnTakeOver, () => goesOn = true));

        Assert.Equal(words, conflict.Find("strong").TextContent);
        Assert.Equal(button, conflict.FindAll("button")[0].TextContent);
        conflict.FindAll("button")[0].Click();
        Assert.True(goesOn);
    }

    static AgentOverview Agent(string name, bool online) => new(name, online, false, null, null, 0, 0, []);

    static SubjectAccess Subject(string name, PolicyEffect effect, string? policy, ImmutableArray<PolicyConfig> restrictions) =>
        new(name, SubjectKind.Person, ["staff"], false, new Verdict(effect, policy, null, null, []), restrictions, [], null);
}
