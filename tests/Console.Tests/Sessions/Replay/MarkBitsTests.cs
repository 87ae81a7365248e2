using HoopLike.Console.Sessions.Replay;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

public sealed class MarkBitsTests
{
    [Fact]
    public void What_was_set_is_found_from_both_sides()
    {
        var random = new Random(7);
        var bits = new MarkBits();
        var set = new SortedSet<long>();
        for (var i = 0; i < 400; i++)
        {
            // Close ones, far ones, and the edges of words and blocks.
            var at = i % 4 == 0 ? random.NextInt64(3_000_000) : i % 4 == 1 ? random.NextInt64(200) : (65536L * random.Next(40)) - (i % 3 == 0 ? 1 : 0);
            if (at < 0) continue;
            bits.Set(at);
            set.Add(at);
        }

        Assert.Equal(set.Count, bits.Count);
        foreach (var probe in set.SelectMany(s => new[] { s - 1, s, s + 1 }).Append(-5).Append(99_000_000))
        {
            Assert.Equal(set.Contains(probe), bits.Contains(probe));
            Assert.Equal(set.Where(s => s >= probe).Cast<long?>().FirstOrDefault(), bits.AtOrAfter(probe));
            Assert.Equal(set.Where(s => s <= probe).Cast<long?>().LastOrDefault(), bits.AtOrBefore(probe));
        }
    }

    [Fact]
    public void An_empty_set_finds_nothing()
    {
        var bits = new MarkBits();

        Assert.Null(bits.AtOrAfter(0));
        Assert.Null(bits.AtOrBefore(long.MaxValue));
        Assert.False(bits.Contains(0));
    }

    [Fact]
    public void Stretches_of_time_grow_with_the_session_and_lose_no_mark()
    {
        var start = DateTimeOffset.UnixEpoch;
        var buckets = new MarkBuckets(start);
        for (var i = 0; i < 100_000; i++) buckets.Add(MarkKind.Operation, start.AddSeconds(i), i);
        buckets.Add(MarkKind.Denied, start.AddSeconds(77_777), 77_777);

        var marks = buckets.Snapshot();

        Assert.InRange(marks.Buckets.Length, 300, 600);
        Assert.Equal(100_000, marks.Buckets.Sum(b => b.Count(MarkKind.Operation)));
        var denied = Assert.Single(Enumerable.Range(0, marks.Buckets.Length), i => marks.Buckets[i].Count(MarkKind.Denied) > 0);
        Assert.Equal(77_777, marks.Buckets[denied].FirstOf(MarkKind.Denied));
        Assert.InRange(start.AddSeconds(77_777), marks.StartOf(denied), marks.StartOf(denied + 1));
    }
}
