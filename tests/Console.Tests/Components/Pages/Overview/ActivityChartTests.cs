using Bunit;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Overview;
using HoopLike.Console.Sessions;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Overview;

public sealed class ActivityChartTests : ControlTest
{
    static readonly DateTimeOffset noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_the_bars_show_is_said_in_words_and_in_a_table_on_the_viewers_clock()
    {
        var series = new ActivitySeries(TimeSpan.FromMinutes(15), [new(noon, 4000, 0, 0, 7), new(noon.AddMinutes(15), 10, 3, 1, 0), new(noon.AddMinutes(30), 0, 0, 0, 0)]);

        var chart = Render<ActivityChart>(p => p.Add(c => c.Series, series).Add(c => c.Title, "Last hour").AddCascadingValue(ViewerZone.Of("Asia/Tokyo")));

        Assert.Equal("Last hour: 4,010 operations, 3 denied, 1 held, 7 values masked. Most of them, 4,000, in the 15 min from 21:00 on.", chart.Find("figcaption").TextContent);
        Assert.Equal("chart-says", chart.Find("svg").GetAttribute("aria-labelledby"));
        Assert.Equal(["2026-03-04 21:15", "2026-03-04 21:00"], chart.FindAll("tbody th").Select(c => c.TextContent));
        Assert.NotEqual("0", chart.FindAll("rect.denied")[1].GetAttribute("height"));
    }

    [Fact]
    public void Quiet_is_said_and_drawn_as_quiet()
    {
        var chart = Render<ActivityChart>(p => p.Add(c => c.Series, new ActivitySeries(TimeSpan.FromMinutes(1), [new(noon, 0, 0, 0, 0)])).Add(c => c.Title, "Last hour"));

        Assert.Equal("Last hour: nothing was run.", chart.Find("figcaption").TextContent);
        Assert.All(chart.FindAll("rect.operations"), r => Assert.Equal("0", r.GetAttribute("height")));
    }

    [Fact]
    public void Events_tell_of_a_ticket_once_and_of_a_file_that_was_applied_once()
    {
        var ticket = Guid.NewGuid();
        AuditEntity[] audit =
        [
            Entry(5, "approval.approved", $"approval {ticket}", "dirk"), Entry(4, "approval.requested", $"approval {ticket}", "zoe"),
            Entry(3, "policy.added", "policy p", "configuration file"), Entry(2, "connection.added", "connection shop", "configuration file"), Entry(1, "sign-in.done", "console", "zoe"),
        ];

        var events = OverviewEvents.Newest(audit, [new RecentDenial("p", noon, ticket, 7, "zoe", "shop", "drop table t", 2)], 10);

        Assert.Equal(["approved", "added", "denied"], events.Select(e => e.Badge));
        Assert.Equal(($"approvals/{ticket}", $"sessions/{ticket}?at=7"), (events[0].Address, events[2].Address));
        Assert.EndsWith("policy p and 1 more", events[1].Text, StringComparison.Ordinal);
    }

    static AuditEntity Entry(long sequence, string action, string target, string actor) => new() { Sequence = sequence, At = noon.AddSeconds(sequence), Actor = actor, Action = action, Target = target, PreviousHash = "", Hash = "" };
}
