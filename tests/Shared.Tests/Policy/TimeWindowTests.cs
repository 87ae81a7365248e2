using System.Globalization;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class TimeWindowTests
{
    // 2026-11-20 is a Friday; Berlin is at +1 then.
    [Theory]
    [InlineData("2026-11-20T08:59:59+01:00", false)]
    [InlineData("2026-11-20T09:00:00+01:00", true)]
    [InlineData("2026-11-20T16:59:59+01:00", true)]
    [InlineData("2026-11-20T17:00:00+01:00", false)]
    [InlineData("2026-11-20T08:00:00Z", true)]
    [InlineData("2026-11-21T12:00:00+01:00", false)]
    public void A_window_within_a_day_ends_before_its_end(string now, bool inside) =>
        Assert.Equal(inside, IsIn(new([DayOfWeek.Friday], new(9, 0, 0), new(17, 0, 0), "Europe/Berlin"), now));

    [Theory]
    [InlineData("2026-11-20T21:59:59+01:00", false)]
    [InlineData("2026-11-20T22:00:00+01:00", true)]
    [InlineData("2026-11-21T00:00:00+01:00", true)]
    [InlineData("2026-11-21T05:59:59+01:00", true)]
    [InlineData("2026-11-21T06:00:00+01:00", false)]
    [InlineData("2026-11-21T22:00:00+01:00", false)]
    [InlineData("2026-11-20T01:00:00+01:00", false)]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_began(string now, bool inside) =>
        Assert.Equal(inside, IsIn(new([DayOfWeek.Friday], new(22, 0, 0), new(6, 0, 0), "Europe/Berlin"), now));

    [Theory]
    [InlineData("2026-11-21T00:00:00+01:00", true)]
    [InlineData("2026-11-22T23:59:59.999+01:00", true)]
    [InlineData("2026-11-23T00:00:00+01:00", false)]
    [InlineData("2026-11-20T23:30:00Z", true)]
    public void Twenty_four_ends_a_day(string now, bool inside) =>
        Assert.Equal(inside, IsIn(new([DayOfWeek.Saturday, DayOfWeek.Sunday], TimeSpan.Zero, TimeSpan.FromHours(24), "Europe/Berlin"), now));

    /// <summary>On 2026-03-29 Berlin's clocks go from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00.</summary>
    [Theory]
    [InlineData("2026-03-29T00:59:59Z", true)]
    [InlineData("2026-03-29T01:00:00Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T01:30:00Z", true)]
    [InlineData("2026-10-25T02:00:00Z", false)]
    [InlineData("2026-07-01T00:30:00Z", true)]
    [InlineData("2026-12-01T00:30:00Z", true)]
    public void The_wall_clock_counts_in_summer_and_in_winter(string now, bool inside) =>
        Assert.Equal(inside, IsIn(new([], new(1, 0, 0), new(3, 0, 0), "Europe/Berlin"), now));

    [Fact]
    public void In_an_unknown_zone_a_denial_and_an_approval_apply_and_an_allow_does_not()
    {
        var window = new TimeWindow([], TimeSpan.Zero, TimeSpan.FromHours(24), "Mars/Olympus");
        Assert.Equal(PolicyEffect.Deny, Session(Some.AllowSession with { When = window }).Effect);
        Assert.Equal("closed", Session(Some.AllowSession, new() { Name = "closed", Effect = PolicyEffect.Deny, Scope = PolicyScope.Session, When = window }).Policy);
        Assert.Equal(PolicyEffect.Approve, Session(Some.AllowSession, new() { Name = "held", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, When = window, Approval = new(["dba"]) }).Effect);
    }

    static Verdict Session(params PolicyConfig[] policies) => new SessionPolicies(Some.Snapshot(policies), Some.Connection, Some.Caller).DecideSession(Some.Now);

    static bool IsIn(TimeWindow window, string now) =>
        new SessionPolicies(Some.Snapshot(Some.AllowSession with { When = window }), Some.Connection, Some.Caller)
            .DecideSession(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)).Effect == PolicyEffect.Allow;
}
