using HoopLike.Bypass.Tests.Target;
using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>What became of an honest query.</summary>
/// <param name="Faults">What the caller did not get though it may, or got though it may not, mode by mode.</param>
/// <param name="Doubt">Where the file's word about a column is not what the twins say; null where they agree.</param>
/// <param name="CleanColumns">Columns without a masked source.</param>
/// <param name="ShownColumns">Those of them that came as they are in every mode.</param>
sealed record HonestOutcome(HonestQuery Query, IReadOnlyList<string> Faults, string? Doubt, int CleanColumns, int ShownColumns)
{
    public static HonestOutcome Of(HonestQuery query, Slot slot)
    {
        var truth = new Dictionary<Mode, Answer>();
        var faults = new List<string>();
        var hidden = new HashSet<int>();
        foreach (var mode in query.Step.Bind.Count > 0 ? [Mode.Text, Mode.Binary] : new[] { Mode.Simple, Mode.Text, Mode.Binary })
        {
            truth[mode] = Ask(query, slot, Twin.A, mode, isDirect: true);
            Compare(query, mode, truth[mode], Ask(query, slot, Twin.A, mode, isDirect: false), faults, hidden);
        }
        var own = truth[Mode.Text];
        var clean = Enumerable.Range(1, own.Columns.Count).Where(c => !query.Masked.Contains(c) && !query.Either.Contains(c)).ToList();
        return new HonestOutcome(query, faults, DoubtIn(query, own, Ask(query, slot, Twin.B, Mode.Text, isDirect: true)), clean.Count, clean.Count(c => !hidden.Contains(c)));
    }

    static void Compare(HonestQuery query, Mode mode, Answer direct, Answer through, List<string> faults, HashSet<int> hidden)
    {
        if (direct.Tag != through.Tag || direct.Rows.Count != through.Rows.Count || !direct.Columns.SequenceEqual(through.Columns))
        {
            faults.Add($"[{mode}] directly {direct.Tag}, through the gateway {string.Join(' ', through.Messages.Where(m => m.Type is 'C' or 'E'))}");
            hidden.UnionWith(Enumerable.Range(1, direct.Columns.Count));
            return;
        }
        for (var column = 1; column <= direct.Columns.Count; column++)
        {
            var (own, seen) = (direct.Cells(column), through.Cells(column));
            if (query.Either.Contains(column)) continue;
            if (query.Masked.Contains(column))
            {
                if (own.Zip(seen).Any(p => p.First is not null && p.First == p.Second)) faults.Add($"[{mode}] column {column} ({direct.Columns[column - 1]}) is shown: {through.Shown(column)}");
            }
            else if (!own.SequenceEqual(seen))
            {
                hidden.Add(column);
                faults.Add($"[{mode}] column {column} ({direct.Columns[column - 1]}) is {direct.Shown(column)} and came as {through.Shown(column)}");
            }
        }
    }

    /// <summary>The second witness: what differs between databases that differ in masked values only has a masked source, and what never does has none.</summary>
    static string? DoubtIn(HonestQuery query, Answer a, Answer b)
    {
        if (a.Error is not null || b.Error is not null) return $"it fails: {a.Tag} {b.Tag}";
        if (a.Rows.Count != b.Rows.Count) return "the twins have different numbers of rows: it chooses them by a masked column";
        var columns = Enumerable.Range(1, a.Columns.Count).ToList();
        var moved = columns.Where(c => !a.Cells(c).SequenceEqual(b.Cells(c))).ToList();
        // Where nothing orders the rows the planner may, and not alike on both.
        var changed = moved.Where(c => !a.Cells(c).Order(StringComparer.Ordinal).SequenceEqual(b.Cells(c).Order(StringComparer.Ordinal)));
        var wrong = changed.Except(query.Masked).Except(query.Either).Select(c => $"column {c} differs and is not named as masked").Concat(query.Masked.Except(moved).Select(c => $"column {c} is named as masked and does not differ")).ToList();
        return wrong.Count == 0 ? null : string.Join("; ", wrong);
    }

    static Answer Ask(HonestQuery query, Slot slot, Twin twin, Mode mode, bool isDirect)
    {
        using var client = isDirect ? slot.OpenDirectly(twin, query.Id) : slot.Open(twin, query.Id);
        client.Query("begin");
        foreach (var before in query.Before) client.Query(before);
        return new Answer(client.Run(query.Step, mode));
    }
}
