namespace HoopLike.Console.Sessions.Replay;

/// <summary>How many marks of each kind lie in equal stretches of a session's time. The stretches grow with the session, so that their number does not. Not thread-safe.</summary>
internal sealed class MarkBuckets(DateTimeOffset start)
{
    private const int Size = 600;
    private static readonly int kinds = Enum.GetValues<MarkKind>().Length;

    private readonly int[] counts = new int[Size * kinds];
    private readonly long[] first = new long[Size * kinds];
    private TimeSpan width = TimeSpan.FromMilliseconds(100);
    private int used;

    public void Add(MarkKind kind, DateTimeOffset at, long sequence)
    {
        var after = at > start ? at - start : TimeSpan.Zero;
        while (after.Ticks / width.Ticks >= Size) Halve();
        var bucket = (int)(after.Ticks / width.Ticks);
        used = Math.Max(used, bucket + 1);
        var place = (bucket * kinds) + (int)kind;
        if (counts[place]++ == 0) first[place] = sequence;
    }

    public TimeMarks Snapshot() => new(start, width, [.. Enumerable.Range(0, used).Select(Bucket)]);

    private MarkBucket Bucket(int bucket) => new([.. counts.AsSpan(bucket * kinds, kinds)], [.. first.AsSpan(bucket * kinds, kinds)]);

    private void Halve()
    {
        width *= 2;
        used = (used + 1) / 2;
        for (var bucket = 0; bucket < Size; bucket++)
        {
            for (var kind = 0; kind < kinds; kind++)
            {
                var (left, right, place) = ((bucket * 2 * kinds) + kind, (((bucket * 2) + 1) * kinds) + kind, (bucket * kinds) + kind);
                var (leftCount, leftFirst) = bucket * 2 < Size ? (counts[left], first[left]) : (0, 0);
                var (rightCount, rightFirst) = bucket * 2 < Size ? (counts[right], first[right]) : (0, 0);
                counts[place] = leftCount + rightCount;
                first[place] = leftCount > 0 ? leftFirst : rightFirst;
            }
        }
    }
}
