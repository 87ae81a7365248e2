using System.Collections.Immutable;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>A session's time laid out from 0 to 1, evenly or with idle stretches pressed together.</summary>
public sealed class TimeAxis
{
    /// <summary>Buckets without a mark, one after the other, from which on they count as idle.</summary>
    private const int IdleBuckets = 12;

    /// <summary>The share of the axis that an idle stretch gets; together they get no more than <see cref="MostIdle"/>.</summary>
    private const double IdleShare = 0.03;

    private const double MostIdle = 0.4;

    private readonly List<(DateTimeOffset From, DateTimeOffset To, double Left, double Right)> pieces = [];

    /// <param name="end">Where the session ends, or now.</param>
    public TimeAxis(TimeMarks marks, DateTimeOffset end, bool skipsIdle)
    {
        Start = marks.Start;
        var lastMark = marks.StartOf(marks.Buckets.Length);
        End = end > Start ? end : Start + TimeSpan.FromSeconds(1);
        if (lastMark > End && marks.Buckets.Length > 1) End = lastMark;
        var weighed = Stretches(marks, skipsIdle);
        var idle = weighed.Count(p => p.IsIdle);
        var busy = weighed.Where(p => !p.IsIdle).Aggregate(TimeSpan.Zero, (sum, p) => sum + (p.To - p.From));
        var idleShare = idle == 0 ? 0 : busy == TimeSpan.Zero ? 1.0 / idle : Math.Min(IdleShare, MostIdle / idle);
        var left = 0.0;
        foreach (var (from, to, isIdle) in weighed)
        {
            var width = isIdle ? idleShare : (1 - (idleShare * idle)) * ((to - from) / busy);
            pieces.Add((from, to, left, left + width));
            left += width;
        }

        Idle = [.. weighed.Zip(pieces).Where(p => p.First.IsIdle).Select(p => (p.Second.Left, p.Second.Right, p.Second.To - p.Second.From))];
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    /// <summary>Where idle stretches lie that were pressed together, and how long they were.</summary>
    public ImmutableArray<(double Left, double Right, TimeSpan Length)> Idle { get; }

    /// <summary>Between 0 and 1.</summary>
    public double PlaceOf(DateTimeOffset at)
    {
        foreach (var (from, to, left, right) in pieces)
        {
            if (at <= to) return at <= from ? left : left + ((right - left) * ((at - from) / (to - from)));
        }

        return 1;
    }

    public DateTimeOffset TimeAt(double place)
    {
        foreach (var (from, to, left, right) in pieces)
        {
            if (place <= right) return place <= left ? from : from + ((to - from) * ((place - left) / (right - left)));
        }

        return End;
    }

    private List<(DateTimeOffset From, DateTimeOffset To, bool IsIdle)> Stretches(TimeMarks marks, bool skipsIdle)
    {
        var stretches = new List<(DateTimeOffset From, DateTimeOffset To, bool IsIdle)>();
        var at = Start;
        var tail = marks.StartOf(marks.Buckets.Length);
        for (var bucket = 0; skipsIdle && bucket < marks.Buckets.Length;)
        {
            var next = bucket;
            while (next < marks.Buckets.Length && marks.Buckets[next].IsEmpty) next++;
            if (IsIdle(marks.StartOf(bucket), marks.StartOf(next))) Add(marks.StartOf(bucket), marks.StartOf(next));
            bucket = next + 1;
        }

        if (skipsIdle && marks.Buckets.Length > 0 && IsIdle(tail, End)) Add(tail, End);
        if (End > at) stretches.Add((at, End, false));
        return stretches;

        bool IsIdle(DateTimeOffset from, DateTimeOffset to) => to - from > ReplayClock.IdleAfter && (to - from) / marks.Width >= IdleBuckets;

        void Add(DateTimeOffset from, DateTimeOffset to)
        {
            if (from > at) stretches.Add((at, from, false));
            stretches.Add((from, to, true));
            at = to;
        }
    }
}
