using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary>A transaction that waits at COMMIT, for people at a terminal: each statement with its rows, and some of them before and after.</summary>
internal static class TransactionWords
{
    /// <summary>Wider values are cut: a table is read in lines.</summary>
    private const int Widest = 32;

    public static void Write(TextWriter output, TransactionImpact transaction)
    {
        foreach (var write in transaction.Writes)
        {
            output.WriteLine($"{(write.Rows is { } rows ? $"{rows} row{(rows == 1 ? "" : "s")}" : "rows not counted")}: {Plain.Lines(write.Text)}");
            if (write.Sample.Before is { } before) Rows(output, "before", before);
            if (write.Sample.After is { } after) Rows(output, "after", after);
            if (write.Sample.Why is { } why) output.WriteLine($"  ({Plain.Text(why)})");
        }

        if (transaction.Omitted > 0) output.WriteLine($"and {transaction.Omitted} more statement{(transaction.Omitted == 1 ? "" : "s")} that no ticket shows");
    }

    private static void Rows(TextWriter output, string word, RowSample sample)
    {
        foreach (var row in sample.Rows)
            output.WriteLine($"  {word,-6} {string.Join(", ", sample.Columns.Zip(row.Values).Select(c => $"{Plain.Text(c.First)}={Value(c.Second)}"))}");
    }

    private static string Value(string? value) => value is null ? "NULL" : Plain.Text(value.Length > Widest ? value[..Widest] + "…" : value);
}
