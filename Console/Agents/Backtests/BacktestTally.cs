using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Counts what a run finds, and draws it up in bars. Not thread-safe.</summary>
internal sealed class BacktestTally
{
    private const int MostBars = 62;

    private static readonly TimeSpan[] steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(28),
    ];

    private readonly BacktestQuestion question;
    private readonly TimeSpan step;
    private readonly DateTimeOffset start;
    private readonly long[][] bars;
    private readonly SortedDictionary<BacktestChange, ChangeCount> counts = [];
    private readonly Dictionary<(string Rule, bool IsMasking, BacktestChange Change), ChangeCount> rules = [];

    public BacktestTally(BacktestQuestion question)
    {
        this.question = question;
        var span = question.To - question.From;
        // A week shows as days, a day as hours: the largest step that still gives some bars.
        step = span > TimeSpan.FromDays(3) ? steps.First(s => s >= TimeSpan.FromDays(1) && (span / s <= MostBars || s == steps[^1])) : steps.First(s => span / s <= MostBars);
        start = question.From;
        bars = [.. Enumerable.Range(0, (int)Math.Ceiling((question.To - start) / step)).Select(_ => new long[5])];
    }

    public long Sessions { get; set; }

    public long Operations { get; private set; }

    public long Changed { get; private set; }

    public long ByKindsAndTables { get; set; }

    public long Unjudged { get; private set; }

    public void Unknown(DateTimeOffset at)
    {
        Unjudged++;
        Operation(at, []);
    }

    public void Operation(DateTimeOffset at, ImmutableArray<BacktestChange> changes)
    {
        Operations++;
        if (!changes.IsEmpty) Changed++;
        var index = (int)((at - start) / step);
        if (index >= 0 && index < bars.Length) bars[index][Colour(changes)]++;
    }

    /// <summary>What changes, and whose doing it is.</summary>
    public void Count(BacktestChange change, long operations, long sessions, IEnumerable<(string? Rule, bool IsMasking)> reasons)
    {
        counts[change] = Sum(counts.GetValueOrDefault(change), operations, sessions);
        foreach (var (rule, isMasking) in reasons.Distinct())
        {
            if (rule is not null) rules[(rule, isMasking, change)] = Sum(rules.GetValueOrDefault((rule, isMasking, change)), operations, sessions);
        }
    }

    public BacktestReport Report(DateTimeOffset? searchedTo, BacktestPosition? next, TimeSpan took) => new(
        question.From, question.To, question.Baseline, Sessions, Operations, Changed, ByKindsAndTables, Unjudged, counts.ToImmutableSortedDictionary(),
        [.. rules.Select(r => new RuleCount(r.Key.Rule, r.Key.IsMasking, r.Key.Change, r.Value)).OrderByDescending(r => r.Count.Operations).ThenByDescending(r => r.Count.Sessions).ThenBy(r => r.Rule, StringComparer.Ordinal).ThenBy(r => r.Change)],
        step, [.. bars.Select((b, i) => new BacktestBar(start + (i * step), b[0], b[1], b[2], b[3], b[4]))], searchedTo, next, took);

    private static int Colour(ImmutableArray<BacktestChange> changes) => changes.IsEmpty ? 0 : changes[0] switch
    {
        BacktestChange.NewlyDenied => 1,
        BacktestChange.NewlyHeld => 2,
        BacktestChange.NewlyAllowed or BacktestChange.NoLongerHeld or BacktestChange.HeldInsteadOfDenied => 3,
        _ => 4,
    };

    private static ChangeCount Sum(ChangeCount? sum, long operations, long sessions) => new((sum?.Operations ?? 0) + operations, (sum?.Sessions ?? 0) + sessions);
}
