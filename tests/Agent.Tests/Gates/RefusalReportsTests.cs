using HoopLike.Agent.Gates;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class RefusalReportsTests
{
    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private readonly RefusalReports reports;

    public RefusalReportsTests() => reports = new RefusalReports(link, time);

    private string[] Told => [.. link.Audited.Select(a => a.Detail)];

    [Fact]
    public void Of_the_same_refusals_the_first_is_told_at_once_and_the_others_are_counted_each_minute()
    {
        for (var i = 0; i < 1000; i++) reports.Report("198.51.100.7", null, "shop", "bad");
        Assert.Equal(["bad"], Told);
        time.Advance(RefusalReports.Interval);
        Assert.Equal(["bad", "bad: 999 more in the last minute"], Told);
        reports.Report("198.51.100.7", null, "shop", "bad");
        time.Advance(RefusalReports.Interval);
        Assert.Equal("bad: 1 more in the last minute", Told[^1]);
    }

    [Fact]
    public void After_a_minute_of_quiet_the_next_is_the_first_again()
    {
        reports.Report("198.51.100.7", null, "shop", "bad");
        time.Advance(RefusalReports.Interval);
        Assert.False(time.IsAwaited);
        reports.Report("198.51.100.7", null, "shop", "bad");
        Assert.Equal(["bad", "bad"], Told);
    }

    [Fact]
    public void What_differs_in_who_where_or_why_is_told_for_itself()
    {
        reports.Report("a", "alice", "shop", "bad");
        reports.Report("b", "alice", "shop", "bad");
        reports.Report("a", "alice", "vault", "bad");
        reports.Report("a", "alice", "shop", "worse");
        reports.Report(null, null, "shop", "bad");
        reports.Report(null, null, "shop", "bad");
        Assert.Equal(6, Told.Length);
    }

    [Fact]
    public void A_storm_from_everywhere_stays_bounded()
    {
        for (var i = 0; i < 30_000; i++) reports.Report($"address {i}", null, "shop", "bad");
        Assert.Equal(10_000, Told.Length);
        time.Advance(RefusalReports.Interval);
        Assert.Equal("20000 refusals more in the last minute, of too many kinds to tell each", Told[^1]);
        Assert.Equal(10_001, Told.Length);
    }
}
