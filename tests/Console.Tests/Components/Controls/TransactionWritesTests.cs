using Bunit;
using HoopLike.Console.Components.Controls;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Components.Controls;

/// <summary>What an approver sees of a transaction that waits at its COMMIT.</summary>
public sealed class TransactionWritesTests : ControlTest
{
    [Fact]
    public void Rows_before_and_after_stand_in_pairs_and_what_changed_is_marked()
    {
        var shown = Show(isPending: true, Write(2, Rows(["1", "old"], ["2", "same"]), Rows(["1", "new"], ["2", "same"])));

        Assert.Contains("One statement ran in an open transaction, which now waits at COMMIT: anything but an approval rolls back.", shown.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.Contains("holds its locks until somebody decides", shown.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.Equal("2 rows", shown.Find(".write-head strong").TextContent);
        Assert.Equal("All of them, masked as for everybody", shown.Find("caption").TextContent);
        Assert.Equal(["before 1 old", "after 1 new", "before 2 same", "after 2 same"], Lines(shown));
        Assert.Equal(["old", "new"], shown.FindAll("td.changed").Select(c => c.TextContent));
        Assert.Equal(["gone", "new", "gone", "new"], shown.FindAll("tbody tr").Select(r => r.ClassName));
    }

    [Fact]
    public void Rows_that_went_and_rows_that_came_stand_alone()
    {
        var shown = Show(isPending: false, Write(3, Rows(["1", "gone"]), null), Write(1, null, Rows(["9", "made"])));

        Assert.Contains("2 statements ran in a transaction that waited at COMMIT.", shown.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("locks", shown.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.Equal(["1 of 3 rows, masked as for everybody", "All of them, masked as for everybody"], shown.FindAll("caption").Select(c => c.TextContent));
        Assert.Equal(["before 1 gone", "after 9 made"], Lines(shown));
    }

    [Fact]
    public void Rows_that_cannot_be_paired_stand_one_after_the_other()
    {
        var shown = Show(isPending: true, Write(2, Rows(["1", "a"], ["2", "b"]), Rows(["2", "c"])));

        Assert.Equal(["before 1 a", "before 2 b", "after 2 c"], Lines(shown));
        Assert.Empty(shown.FindAll("td.changed"));
    }

    [Fact]
    public void Columns_that_differ_show_both_tables_rows_apart()
    {
        var after = new RowSample(["id", "word", "added"], [new SampleRow(["1", "a", "x"])]);

        var shown = Show(isPending: true, Write(1, Rows(["1", "a"]), after));

        Assert.Equal(2, shown.FindAll("table").Count);
        Assert.Equal(["before 1 a", "after 1 a x"], Lines(shown));
    }

    [Theory]
    [InlineData(null, "Rows not counted")]
    [InlineData(0L, "0 rows")]
    [InlineData(1L, "1 row")]
    [InlineData(1234567L, "1,234,567 rows")]
    public void Without_a_sample_there_is_no_table_but_the_reason(long? rows, string counted)
    {
        var none = new RowSample(["id", "word"], []);

        var shown = Show(isPending: true, Write(rows, none, none, "No sample: the rows could not be read within 1000 ms."), Write(rows, null, null));

        Assert.Empty(shown.FindAll("table"));
        Assert.Equal(["No sample: the rows could not be read within 1000 ms."], shown.FindAll("li > p").Select(p => p.TextContent));
        Assert.All(shown.FindAll(".write-head strong"), s => Assert.Equal(counted, s.TextContent));
    }

    [Fact]
    public void NULL_is_told_from_the_word_and_from_nothing_at_all()
    {
        var shown = Show(isPending: true, Write(1, Rows([null, ""]), Rows(["NULL", null])));

        Assert.Equal(["NULL", "", "NULL", "NULL"], shown.FindAll("td").Select(c => c.TextContent));
        Assert.Equal(2, shown.FindAll("td span.null").Count);
        Assert.Equal(4, shown.FindAll("td.changed").Count);
    }

    [Fact]
    public void Masked_values_that_read_alike_are_no_change()
    {
        var shown = Show(isPending: true, Write(1, Rows(["1", "****1111"]), Rows(["1", "****1111"])));

        Assert.Equal(["before 1 ****1111", "after 1 ****1111"], Lines(shown));
        Assert.Empty(shown.FindAll("td.changed"));
    }

    [Fact]
    public void What_a_row_says_is_never_markup()
    {
        var shown = Show(isPending: true, Write(1, Rows(["<img src=x onerror=alert(1)>", "&amp;"]), null, "<b>why</b>"));

        Assert.Empty(shown.FindAll("img, b"));
        Assert.Equal(["before <img src=x onerror=alert(1)> &amp;"], Lines(shown));
    }

    [Theory]
    [InlineData(1, "And one more statement that is not shown.")]
    [InlineData(150, "And 150 more statements that are not shown.")]
    public void Of_very_many_statements_the_first_are_shown_and_the_others_counted(int omitted, string words)
    {
        var write = Write(1, Rows(["1", "a"]), null);
        var shown = Render<TransactionWrites>(p => p.Add(t => t.Transaction, new TransactionImpact(Time.GetUtcNow(), [.. Enumerable.Repeat(write, 50)], omitted)).Add(t => t.IsPending, true));

        Assert.StartsWith($"{50 + omitted} statements ran", shown.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.Equal(50, shown.FindAll("ol > li").Count);
        Assert.Equal(words, shown.Find("section > p:last-child").TextContent);
        // Regions of one page are told apart by their names.
        Assert.Equal(50, shown.FindAll(".sample").Select(s => s.GetAttribute("aria-label")).Distinct().Count());
    }

    private IRenderedComponent<TransactionWrites> Show(bool isPending, params WriteImpact[] writes) =>
        Render<TransactionWrites>(p => p.Add(t => t.Transaction, new TransactionImpact(Time.GetUtcNow().AddSeconds(-40), [.. writes], 0)).Add(t => t.IsPending, isPending));

    private static IEnumerable<string> Lines(IRenderedComponent<TransactionWrites> shown) => shown.FindAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent)));

    private static WriteImpact Write(long? rows, RowSample? before, RowSample? after, string? why = null) => new("update ledger set word = 'x'", ["update"], ["public.ledger"], rows, new WriteSample(before, after, why));

    private static RowSample Rows(params string?[][] rows) => new(["id", "word"], [.. rows.Select(static r => new SampleRow([.. r]))]);
}
