using Bunit;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Pages.Agents;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Agents;

public sealed class AgentPanelTests : ControlTest
{
    static AgentOverview Agent(params AgentMemberEntity[] members) => new("edge", members.Length > 0, members.Length == 0, "1.0", 3, 0, 0, members);

    static AgentMemberEntity Member(string host) => new() { Id = Guid.NewGuid(), AgentName = "edge", PublicKey = "", Host = host, AgentVersion = "1.0" };

    [Fact]
    public void The_panel_waits_with_a_command_that_runs_and_turns_green_when_a_new_process_is_there()
    {
        var old = Member("old");
        var panel = Render<EnrolmentPanel>(p => p.Add(e => e.Name, "edge").Add(e => e.Token, new Secret("0a1b")).Add(e => e.Console, "http://c:8080").Add(e => e.Before, new HashSet<Guid> { old.Id }).Add(e => e.Agent, Agent(old)));
        Assert.Equal(
            ["HOOPLIKE_AGENT_TOKEN=0a1b hooplike agent --console http://c:8080 --name edge --data-dir ./hooplike-edge", "hooplike agent --console http://c:8080 --name edge --token 0a1b --data-dir ./hooplike-edge"],
            panel.FindAll("code").Select(c => c.TextContent).Where(c => c.Contains("hooplike agent", StringComparison.Ordinal)));
        Assert.NotEmpty(panel.FindAll("[data-enrolment=waiting]"));

        panel.Render(p => p.Add(e => e.Agent, Agent(Member("db-host-2"), old)));

        Assert.Contains("enrolled on db-host-2 and online", panel.Find("[data-enrolment=done]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("0a1b", panel.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "none yet")]
    [InlineData(4L, "4 (the latest)")]
    [InlineData(3L, "3 behind the latest is 4")]
    public void What_is_in_force_is_told_against_the_latest(long? version, string words)
    {
        var shown = Render<ConfigurationInForce>(p => p.Add(c => c.Version, version).Add(c => c.Latest, 4L));

        Assert.Equal(words, string.Join(' ', shown.Find("span").TextContent.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }
}
