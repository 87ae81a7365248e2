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

    /// <summary>Rows before and after: paired where that is possible, otherwise one after the other; in two tables where their columns differ; none where there is no sample.</summary>
    private static IEnumerable<SampleTable> Shown(WriteImpact write)
    {
        var (before, after) = (Rows(write.Sample.Before), Rows(write.Sample.After));
        return (before, after) switch
        {
            (null, null) => [],
            ({ } b, { } a) when !b.Columns.SequenceEqual(a.Columns) => [Only(write, b, "before", "gone"), Only(write, a, "after", "new")],
            ({ } b, { } a) => [Table(write, "Rows before and after", Math.Max(b.Rows.Length, a.Rows.Length), b.Columns, b.Rows.Length == a.Rows.Length ? Paired(b, a) : [.. Lines(b, "before", "gone"), .. Lines(a, "after", "new")])],
            ({ } b, null) => [Only(write, b, "before", "gone")],
            (null, { } a) => [Only(write, a, "after", "new")],
        };
    }

    private static RowSample? Rows(RowSample? sample) => sample is { Rows.IsEmpty: false } ? sample : null;

    private static SampleTable Table(WriteImpact write, string name, int shown, IReadOnlyList<string> columns, IReadOnlyList<SampleLine> lines) => new(name, Caption(write, shown), columns, lines);

    private static SampleTable Only(WriteImpact write, RowSample sample, string word, string style) => Table(write, $"Rows {word}", sample.Rows.Length, sample.Columns, [.. Lines(sample, word, style)]);

    private static IReadOnlyList<SampleLine> Paired(RowSample before, RowSample after) =>
    [
        .. before.Rows.Zip(after.Rows).SelectMany(static pair => new[]
        {
            new SampleLine("before", "gone", [.. pair.First.Values.Zip(pair.Second.Values).Select(static c => new SampleCell(c.First, c.First != c.Second))]),
            new SampleLine("after", "new", [.. pair.First.Values.Zip(pair.Second.Values).Select(static c => new SampleCell(c.Second, c.First != c.Second))]),
        }),
    ];

    private static IEnumerable<SampleLine> Lines(RowSample sample, string word, string style) => sample.Rows.Select(row => new SampleLine(word, style, [.. row.Values.Select(static value => new SampleCell(value, false))]));

    private static string Caption(WriteImpact write, int shown) => write.Rows switch
    {
        null => "Some of them, masked as for everybody",
        { } rows when rows > shown => $"{shown} of {rows:n0} rows, masked as for everybody",
        _ => "All of them, masked as for everybody",
    };

    private sealed record SampleTable(string Name, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<SampleLine> Lines);

    private sealed record SampleLine(string Word, string Class, IReadOnlyList<SampleCell> Cells);

    private sealed record SampleCell(string? Text, bool IsChanged);
}
