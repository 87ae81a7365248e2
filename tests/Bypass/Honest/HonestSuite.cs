using System.Collections.Concurrent;
using HoopLike.Bypass.Tests.Attempts;
using HoopLike.Bypass.Tests.Target;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>The honest queries, each run once, each in a transaction that is not committed. <c>HOOPLIKE_BYPASS</c> names a part of them, as with attempts.</summary>
static class HonestSuite
{
    static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyDictionary<string, HonestOutcome>>>> groups = new();

    public static IReadOnlyList<HonestQuery> Chosen { get; } = Attempts.Chosen.Of(HonestFiles.All, q => q.Id);

    public static async Task<HonestOutcome> OutcomeAsync(string id) => (await GroupAsync(id.Split('/')[0]))[id];

    public static async Task<IReadOnlyList<HonestOutcome>> AllAsync()
    {
        var outcomes = new List<HonestOutcome>();
        foreach (var group in Chosen.Select(q => q.Id.Split('/')[0]).Distinct()) outcomes.AddRange((await GroupAsync(group)).Values);
        return outcomes;
    }

    static Task<IReadOnlyDictionary<string, HonestOutcome>> GroupAsync(string group) =>
        groups.GetOrAdd(group, static g => new Lazy<Task<IReadOnlyDictionary<string, HonestOutcome>>>(() => RunAsync(g))).Value;

    static async Task<IReadOnlyDictionary<string, HonestOutcome>> RunAsync(string group)
    {
        var stack = await BypassStack.GetAsync();
        var results = new ConcurrentDictionary<string, HonestOutcome>();
        await stack.SpreadAsync(Chosen.Where(q => q.Id.StartsWith(group + "/", StringComparison.Ordinal)), async (slot, query) =>
        {
            results[query.Id] = HonestOutcome.Of(query, slot);
            await slot.RestoreAsync(Twin.A);
            await slot.RestoreAsync(Twin.B);
        });
        return results;
    }
}
