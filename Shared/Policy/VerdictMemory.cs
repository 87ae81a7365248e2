using System.Runtime.CompilerServices;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>The last verdicts of a session, by the analysis that they were given for. Small and lossy: a session repeats few texts, and forgetting costs one evaluation. Thread-safe without locks.</summary>
internal sealed class VerdictMemory
{
    private const int Slots = 64;
    /// <summary>A remembered analysis stays in memory with the session, so large ones are not.</summary>
    private const int TextLimit = 16 * 1024;

    private Entry?[]? entries;

    public Verdict? Find(SqlAnalysis analysis)
    {
        var entry = Volatile.Read(ref entries)?[SlotOf(analysis)];
        return entry is not null && ReferenceEquals(entry.Analysis, analysis) ? entry.Verdict : null;
    }

    public void Keep(SqlAnalysis analysis, Verdict verdict)
    {
        if (analysis.Text.Length > TextLimit) return;
        var slots = Volatile.Read(ref entries);
        if (slots is null) slots = Interlocked.CompareExchange(ref entries, slots = new Entry?[Slots], null) ?? slots;
        Volatile.Write(ref slots[SlotOf(analysis)], new Entry(analysis, verdict));
    }

    private static int SlotOf(SqlAnalysis analysis) => RuntimeHelpers.GetHashCode(analysis) & (Slots - 1);

    private sealed record Entry(SqlAnalysis Analysis, Verdict Verdict);
}
