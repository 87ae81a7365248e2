using HoopLike.Console.Sessions.Replay;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

public sealed class TimeAxisTests
{
    static readonly DateTimeOffset start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A minute of work, an hour of nothing, a minute of work.</summary>
    static TimeMarks Lunch()
    {
        var buckets = new MarkBuckets(start);
        for (var second = 0; second < 60; second++)
        {
            buckets.Add(MarkKind.Operation, start.AddSeconds(second), second);
            buckets.Add(MarkKind.Operation, start.AddSeconds(3660 + second), 60 + second);
        }

        return buckets.Snapshot();
    }

    [Fact]
    public void Idle_time_is_pressed_together_and_says_how_long_it_was()
    {
        var axis = new TimeAxis(Lunch(), start.AddSeconds(3720), skipsIdle: true);

        var (left, right, length) = Assert.Single(axis.Idle);
        Assert.InRange(length, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        Assert.InRange(right - left, 0.001, 0.05);
        Assert.InRange(axis.PlaceOf(start.AddSeconds(1800)), left, right);
        Assert.InRange(left, 0.4, 0.6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_place_and_its_time_lead_to_each_other(bool skipsIdle)
    {
        var axis = new TimeAxis(Lunch(), start.AddSeconds(3720), skipsIdle);

        Assert.Equal(0, axis.PlaceOf(start));
        Assert.Equal(1, axis.PlaceOf(axis.End), 6);
        Assert.Equal(axis.End, axis.TimeAt(1.5));
        for (var second = 0; second < 3720; second += 7)
            Assert.Equal(second, (axis.TimeAt(axis.PlaceOf(start.AddSeconds(second))) - start).TotalSeconds, 0.001);
    }

    [Fact]
    public void A_session_without_marks_and_one_that_has_just_begun_have_an_axis_too()
    {
        Assert.Equal(0.5, new TimeAxis(TimeMarks.None(start), start.AddSeconds(10), skipsIdle: true).PlaceOf(start.AddSeconds(5)), 6);
        Assert.True(new TimeAxis(TimeMarks.None(start), start, skipsIdle: true).End > start);
    }
}
