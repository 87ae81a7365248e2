using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>A transaction that is (or was) held at COMMIT.</summary>
public sealed partial class TransactionWrites
{
    [Parameter, EditorRequired]
    public TransactionImpact Transaction { get; set; } = default!;

    [Parameter]
    public bool IsPending { get; set; }

    private string Summary
    {
        get
        {
            var count = Transaction.Writes.Length + Transaction.Omitted;
            var statements = count == 1 ? "One statement" : $"{count:n0} statements";
            return IsPending ? $"{statements} ran in an open transaction, which now waits at COMMIT: anything but an approval rolls back." : $"{statements} ran in a transaction that waited at COMMIT.";
        }
    }

    private static string Rows(long? rows) => rows switch { null => "Rows not counted", 1 => "1 row", { } many => $"{many:n0} rows" };

    /// <summary>Rows before and after, paired where both are there; null where there is no sample.</summary>
    private static SampleTable? Shown(WriteImpact write) => write.Sample switch
    {
        { Before: { Rows.IsEmpty: false } before, After: { Rows.IsEmpty: false } after } when before.Rows.Length == after.Rows.Length && before.Columns.SequenceEqual(after.Columns) => Paired(write, before, after),
        { Before: { Rows.IsEmpty: false } before, After: null or { Rows.IsEmpty: true } } => Only(write, before, "before", "gone"),
        { Before: null or { Rows.IsEmpty: true }, After: { Rows.IsEmpty: false } after } => Only(write, after, "after", "new"),
        { Before: { } before, After: { } after } when before.Columns.SequenceEqual(after.Columns) => new SampleTable(Caption(write, Math.Max(before.Rows.Length, after.Rows.Length)), before.Columns, [.. Lines(before, "before", "gone"), .. Lines(after, "after", "new")]),
        _ => null,
    };

    private static SampleTable Paired(WriteImpact write, RowSample before, RowSample after) => new(
        Caption(write, before.Rows.Length),
        before.Columns,
        [.. before.Rows.Zip(after.Rows).SelectMany(pair => new[]
        {
            new SampleLine("before", "gone", [.. pair.First.Values.Zip(pair.Second.Values).Select(c => new SampleCell(c.First, c.First != c.Second))]),
            new SampleLine("after", "new", [.. pair.First.Values.Zip(pair.Second.Values).Select(c => new SampleCell(c.Second, c.First != c.Second))]),
        })]);

    private static SampleTable Only(WriteImpact write, RowSample sample, string word, string style) => new(Caption(write, sample.Rows.Length), sample.Columns, [.. Lines(sample, word, style)]);

    private static IEnumerable<SampleLine> Lines(RowSample sample, string word, string style) => sample.Rows.Select(row => new SampleLine(word, style, [.. row.Values.Select(value => new SampleCell(value, false))]));

    private static string Caption(WriteImpact write, int shown) => write.Rows is { } rows && rows > shown ? $"{shown} of {rows:n0} rows, masked as for everybody" : "All of them, masked as for everybody";

    private sealed record SampleTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<SampleLine> Lines);

    private sealed record SampleLine(string Word, string Class, IReadOnlyList<SampleCell> Cells);

    private sealed record SampleCell(string? Text, bool IsChanged);
}
