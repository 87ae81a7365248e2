using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>What a stretch of one session's events adds to the activity: a handful of sums, however many operations there were.</summary>
internal sealed class ActivityTally
{
    private readonly Dictionary<long, MinuteSums> minutes = [];
    private readonly Dictionary<(string Policy, string Verdict), PolicySums> policies = [];
    private readonly Dictionary<string, PolicySums> observed = new(StringComparer.Ordinal);
    private MinuteSums current = new();
    private long currentMinute = -1;

    /// <summary>Ticks of where a minute begins, and what happened in it.</summary>
    public IReadOnlyDictionary<long, MinuteSums> Minutes => minutes;

    public IEnumerable<(string Policy, string Verdict, PolicySums Sums)> Policies =>
        policies.Select(p => (p.Key.Policy, p.Key.Verdict, p.Value)).Concat(observed.Select(o => Observer(o.Key, o.Value)));

    public void Operation(RecordedEvent recorded, OperationEvent operation)
    {
        var minute = MinuteOf(recorded.At);
        minute.Operations++;
        if (operation.Verdict == "deny") minute.Denied++;
        if (operation is { Policy: { } policy, Verdict: { } verdict }) Count(policies, (policy, verdict), recorded);
        foreach (var word in operation.Observed ?? []) Count(observed, word, recorded);
    }

    public void Held(DateTimeOffset at) => MinuteOf(at).Held++;

    public void Masked(DateTimeOffset at, long values)
    {
        if (values > 0) MinuteOf(at).MaskedValues += values;
    }

    private MinuteSums MinuteOf(DateTimeOffset at)
    {
        var minute = at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute);
        if (minute == currentMinute) return current;
        if (!minutes.TryGetValue(minute, out var sums)) minutes[minute] = sums = new MinuteSums();
        (current, currentMinute) = (sums, minute);
        return sums;
    }

    private static void Count<TKey>(Dictionary<TKey, PolicySums> sums, TKey key, RecordedEvent recorded)
        where TKey : notnull
    {
        if (!sums.TryGetValue(key, out var sum)) sums[key] = sum = new PolicySums();
        sum.Count++;
        (sum.LastAt, sum.LastSequence) = (recorded.At, recorded.Sequence);
    }

    /// <summary>Recorded as <c>name: effect</c>; a name may have a colon in it, an effect has none.</summary>
    private static (string Policy, string Verdict, PolicySums Sums) Observer(string word, PolicySums sums)
    {
        var end = word.LastIndexOf(": ", StringComparison.Ordinal);
        return end < 0 ? (word, PolicyActivity.Observed, sums) : (word[..end], $"{PolicyActivity.Observed}-{word[(end + 2)..]}", sums);
    }
}

internal sealed class MinuteSums
{
    public long Operations { get; set; }
    public long Denied { get; set; }
    public long Held { get; set; }
    public long MaskedValues { get; set; }
}

internal sealed class PolicySums
{
    public long Count { get; set; }
    public DateTimeOffset LastAt { get; set; }
    public long LastSequence { get; set; }
}
