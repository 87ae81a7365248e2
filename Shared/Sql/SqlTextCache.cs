using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Shared.Sql;

/// <summary>
/// Analyses by their text's bytes, in two generations: what is found in the old one moves to the young one; when the young one is full, it becomes the old one and the old one goes.
/// Finding takes no lock and, within a generation, no memory.
/// </summary>
internal sealed class SqlTextCache(long limit)
{
    private readonly Lock turning = new();
    private Generation young = new();
    private Generation old = new();

    /// <summary>An entry of more bytes would push too many others out.</summary>
    private long EntryLimit => limit / 16;

    public bool TryGet(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SqlAnalysis? analysis)
    {
        if (young.Lookup.TryGetValue(utf8, out analysis)) return true;
        if (!old.Lookup.TryGetValue(utf8, out var key, out analysis)) return false;
        Keep(key, analysis);
        return true;
    }

    public void Add(ReadOnlySpan<byte> utf8, SqlAnalysis analysis)
    {
        if (CostOf(utf8.Length, analysis) <= EntryLimit) Keep(utf8.ToArray(), analysis);
    }

    private void Keep(byte[] key, SqlAnalysis analysis)
    {
        var cost = CostOf(key.Length, analysis);
        var generation = Volatile.Read(ref young);
        if (!generation.Entries.TryAdd(key, analysis) || generation.Grow(cost) <= limit / 2) return;
        lock (turning)
        {
            if (!ReferenceEquals(young, generation)) return;
            old = generation;
            young = new Generation();
        }
    }

    /// <summary>Bytes: the key, text and redacted text, and what was read, each roughly.</summary>
    private static long CostOf(int length, SqlAnalysis analysis)
    {
        var cost = 400L + length + (2L * (analysis.Text.Length + analysis.Redacted.Length));
        foreach (var s in analysis.Statements) cost += 300 + (80L * (s.Tables.Length + s.Functions.Length + s.Operators.Length + s.Columns.Length + s.Aliases.Length + s.DerivedNames.Length));
        return cost;
    }

    private sealed class Generation
    {
        private long bytes;

        public Generation()
        {
            Entries = new ConcurrentDictionary<byte[], SqlAnalysis>(Utf8Comparer.Instance);
            Lookup = Entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public ConcurrentDictionary<byte[], SqlAnalysis> Entries { get; }

        public ConcurrentDictionary<byte[], SqlAnalysis>.AlternateLookup<ReadOnlySpan<byte>> Lookup { get; }

        public long Grow(long cost) => Interlocked.Add(ref bytes, cost);
    }
}
