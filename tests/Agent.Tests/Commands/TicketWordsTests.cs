using HoopLike.Agent.Callers;
using HoopLike.Agent.Commands;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Agent.Tests.Commands;

/// <summary>A transaction that waits at COMMIT, read at a terminal.</summary>
public sealed class TicketWordsTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_transaction_is_shown_statement_by_statement_with_its_rows_before_and_after()
    {
        var update = Write("update ledger set word = 'new'\nwhere id < 3", 2, new WriteSample(Rows(["1", "old"], ["2", null]), Rows(["1", "new"], ["2", "new"]), null));
        var create = Write("create table made (x int)", null, WriteSample.None);
        Assert.Equal(
            """
            2 rows: update ledger set word = 'new'
            where id < 3
              before id=1, word=old
              before id=2, word=NULL
              after  id=1, word=new
              after  id=2, word=new
            rows not counted: create table made (x int)

            """,
            Shown(new TransactionImpact(now, [update, create], 0)));
    }

    [Fact]
    public void Why_there_is_no_sample_is_said_and_what_no_ticket_shows_is_counted()
    {
        var shown = Shown(new TransactionImpact(now, [Write("delete from ledger", 1, new WriteSample(null, null, "No sample: the table is not known to the gateway yet."))], 1));
        Assert.Equal("1 row: delete from ledger\n  (No sample: the table is not known to the gateway yet.)\nand 1 more statement that no ticket shows\n", shown);
        Assert.EndsWith("and 150 more statements that no ticket shows\n", Shown(new TransactionImpact(now, [Write("delete from ledger", 1, WriteSample.None)], 150)), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_values_are_cut_and_none_can_move_the_cursor()
    {
        var sample = new WriteSample(Rows([new string('x', 100), "\e[2Jwiped\u202e"]), null, null);
        var shown = Shown(new TransactionImpact(now, [Write("delete from ledger where word = '\e]0;'", 1, sample)], 0));
        Assert.Contains($"id={new string('x', 32)}…, word=\\u{{1b}}[2Jwiped\\u{{202e}}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown);
    }

    [Fact]
    public void Masked_values_stay_as_they_came()
    {
        var shown = Shown(new TransactionImpact(now, [Write("update ledger set card = '…'", 1, new WriteSample(Rows(["1", "****1111"]), Rows(["1", "****1111"]), null))], 0));
        Assert.Contains("  before id=1, word=****1111\n  after  id=1, word=****1111\n", shown, StringComparison.Ordinal);
    }

    /// <param name="rows">Of each statement; -1 where the target does not say.</param>
    [Theory]
    [InlineData(0, "1 row in 1 statement", 1)]
    [InlineData(0, "3,000 rows in 2 statements", 1000, 2000)]
    [InlineData(0, "0 rows in 1 statement", 0)]
    [InlineData(0, "rows not counted in 1 statement", -1)]
    [InlineData(0, "at least 2 rows in 2 statements", 2, -1)]
    [InlineData(12, "at least 2 rows in 14 statements", 1, 1)]
    public void How_much_it_did_is_counted_in_words(int omitted, string words, params int[] rows) =>
        Assert.Equal(words, TransactionCount.InWords(new TransactionImpact(now, [.. rows.Select(r => Write("x", r < 0 ? null : r, WriteSample.None))], omitted)));

    [Fact]
    public void A_ticket_says_since_when_its_transaction_holds_locks()
    {
        var transaction = new TransactionImpact(now, [Write("delete from ledger where id = 1", 1, WriteSample.None)], 0);
        var output = new StringWriter { NewLine = "\n" };
        var ticket = new Ticket(
            Guid.Empty, "operation", "writer", "machine", "ledger", "delete from ledger where id = 1", "ledger-at-commit", null, new TicketImpact(["delete"], ["public.ledger"], false, null, transaction),
            ["dba"], 1, [], now, now.AddMinutes(2), "pending", null, null, null, null);
        TicketWords.Write(new Screen(output, TextWriter.Null, false, false, null), ticket, now);
        Assert.Contains($"touches     delete on public.ledger, 1 row in 1 statement, held at COMMIT since {now.ToLocalTime():HH:mm:ss}\n", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\n\n1 row: delete from ledger where id = 1\n", output.ToString(), StringComparison.Ordinal);
    }

    private static WriteImpact Write(string text, long? rows, WriteSample sample) => new(text, ["update"], ["public.ledger"], rows, sample);

    private static RowSample Rows(params string?[][] rows) => new(["id", "word"], [.. rows.Select(static r => new SampleRow([.. r]))]);

    private static string Shown(TransactionImpact transaction)
    {
        var output = new StringWriter { NewLine = "\n" };
        TransactionWords.Write(output, transaction);
        return output.ToString();
    }
}
