using System.Collections.Immutable;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>The marks of a session over its time, as they were when they were asked for.</summary>
/// <param name="Width">Time that one bucket stands for.</param>
public sealed record TimeMarks(DateTimeOffset Start, TimeSpan Width, ImmutableArray<MarkBucket> Buckets)
{
    public static TimeMarks None(DateTimeOffset start) => new(start, TimeSpan.FromSeconds(1), []);

    public DateTimeOffset StartOf(int bucket) => Start + (Width * bucket);
}

/// <summary>The marks in one stretch of time, by the number of their <see cref="MarkKind"/>.</summary>
/// <param name="First">Sequence of the first operation of each kind; means nothing where the count is zero.</param>
public sealed record MarkBucket(ImmutableArray<int> Counts, ImmutableArray<long> First)
{
    public int Count(MarkKind kind) => Counts[(int)kind];

    public long FirstOf(MarkKind kind) => First[(int)kind];

    public bool IsEmpty => Counts.All(c => c == 0);
}
