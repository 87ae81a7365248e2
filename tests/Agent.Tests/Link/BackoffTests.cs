using HoopLike.Agent.Link;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class BackoffTests
{
    [Fact]
    public void The_ceiling_doubles_to_its_limit_and_every_wait_is_under_it()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(15), new Random(1));
        var ceilings = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            ceilings.Add(backoff.Ceiling.TotalSeconds);
            var ceiling = backoff.Ceiling;
            Assert.InRange(backoff.Next(), TimeSpan.Zero, ceiling);
        }
        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15], ceilings.Take(9));
        Assert.Equal(15, ceilings[99]);
        backoff.Reset();
        Assert.Equal(0.2, backoff.Ceiling.TotalSeconds);
    }
}
