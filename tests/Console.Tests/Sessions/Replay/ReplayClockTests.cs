using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

public sealed class ReplayClockTests
{
    static readonly DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    readonly ManualTime time = new();
    readonly ReplayClock clock;

    public ReplayClockTests()
    {
        clock = new ReplayClock(time);
        clock.Seek(noon);
    }

    double Passed => (clock.Position - noon).TotalSeconds;

    [Fact]
    public void It_runs_as_fast_as_it_is_told_and_stands_when_paused()
    {
        clock.Play();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, Passed, 0.5);
        clock.SetSpeed(16);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(170, Passed, 8.0);
        clock.Pause();
        var stands = clock.Position;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(stands, clock.Position);
        clock.SetSpeed(0.5);
        clock.Play();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(5, (clock.Position - stands).TotalSeconds, 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void An_idle_hour_takes_a_second_and_no_more_than_that_hour(double speed)
    {
        clock.SetSpeed(speed);
        clock.Play();
        clock.Quiet(noon.AddHours(1));
        time.Advance(ReplayClock.IdleTakes / 2);
        Assert.InRange(Passed, 1500, 2400);
        time.Advance(ReplayClock.IdleTakes);
        Assert.Equal(3600, Passed, 0.01);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(noon.AddHours(1), clock.Position);
        clock.Busy();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3600 + (2 * speed), Passed, speed);
    }

    [Fact]
    public void An_idle_stretch_takes_its_time_when_it_is_not_to_be_skipped_and_the_choice_holds_in_its_middle()
    {
        clock.SetSkipsIdle(false);
        clock.Play();
        clock.Quiet(noon.AddHours(1));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, Passed, 0.5);
        clock.SetSkipsIdle(true);
        time.Advance(ReplayClock.IdleTakes);
        Assert.Equal(3600, Passed, 0.01);
    }

    [Fact]
    public void A_short_pause_is_played_as_it_was()
    {
        clock.Play();
        clock.Quiet(noon.AddSeconds(1.5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Passed, 0.3);
    }
}
