using System.Collections.Concurrent;
using System.Diagnostics;
using HoopLike.Bypass.Tests.Target;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>The attempts, each run once, group by group, side by side in the slots. <c>HOOPLIKE_BYPASS</c> names a part of them (by a word of their id) for whoever works on one.</summary>
static class AttemptSuite
{
    /// <summary>Where each outcome is written down as it comes, for whoever watches a run (<c>HOOPLIKE_BYPASS_JOURNAL</c>).</summary>
    static readonly string? journal = Environment.GetEnvironmentVariable("HOOPLIKE_BYPASS_JOURNAL");

    static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyDictionary<string, AttemptOutcome>>>> groups = new();

    public static IReadOnlyList<Attempt> Chosen { get; } = Attempts.Chosen.Of(AttemptFiles.All, a => a.Id);

    public static async Task<AttemptOutcome> OutcomeAsync(string id) => (await GroupAsync(id.Split('/')[0]))[id];

    public static async Task<IReadOnlyList<AttemptOutcome>> AllAsync()
    {
        var outcomes = new List<AttemptOutcome>();
        foreach (var group in Chosen.Select(a => a.Group).Distinct()) outcomes.AddRange((await GroupAsync(group)).Values);
        return outcomes;
    }

    static Task<IReadOnlyDictionary<string, AttemptOutcome>> GroupAsync(string group) =>
        groups.GetOrAdd(group, static g => new Lazy<Task<IReadOnlyDictionary<string, AttemptOutcome>>>(() => RunAsync(g))).Value;

    static async Task<IReadOnlyDictionary<string, AttemptOutcome>> RunAsync(string group)
    {
        var stack = await BypassStack.GetAsync();
        var results = new ConcurrentDictionary<string, AttemptOutcome>();
        await stack.SpreadAsync(Chosen.Where(a => a.Group == group), async (slot, attempt) =>
        {
            var watch = Stopwatch.StartNew();
            var outcome = results[attempt.Id] = await AttemptOutcome.OfAsync(attempt, new AttemptRun(slot));
            if (journal is { Length: > 0 }) lock (results) File.AppendAllText(journal, outcome.Journal(watch.Elapsed));
        });
        return results;
    }
}
