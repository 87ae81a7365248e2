using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>COPY data and messages too large to be held, and what the server makes of messages while it copies (manual, section 55.2.6).</summary>
public sealed class PgRequestRelayBulkTests : IDisposable
{
    private const int Piece = 64 * 1024;

    private readonly RequestDriver driver = new();

    public PgRequestRelayBulkTests() => driver.OnAnswer = Copying;

    public void Dispose() => driver.Dispose();

    [Fact]
    public void A_bind_of_many_megabytes_passes_in_pieces_and_its_digest_is_taken()
    {
        driver.Feed(Ask.Parse("", "insert into t values ($1)"));
        FeedInPieces(Ask.Bind("", "", new string('v', 20_000_000)));
        Assert.InRange(driver.MostBuffered, 0, 3 * 1024 * 1024);
        var operation = driver.Owed[^1].Operation!;
        Assert.True(operation.IsBindCut);
        Assert.Equal(32, operation.BindDigest!.Length);
        Assert.Equal(20_000_000, PgBytes.Messages(driver.Forwarded).Single(m => m.Type == 'B').Body.Length / 1000 * 1000);
    }

    [Theory]
    [InlineData('Q')]
    [InlineData('P')]
    public void A_text_too_long_to_be_read_is_judged_as_unknown_and_passes_in_pieces(char type)
    {
        var text = "select '" + new string('x', SqlAnalyzer.TextLimit) + "'";
        FeedInPieces(type == 'Q' ? Ask.Query(text) : Ask.Parse("s", text));
        Assert.Equal([type == 'Q' ? "run Allow (unknown)" : "parse Allow (unknown)"], driver.Steps);
        Assert.InRange(driver.MostBuffered, 0, 3 * 1024 * 1024);
        Assert.InRange(driver.Forwarded.Length, text.Length, text.Length + 20);
    }

    [Fact]
    public void A_text_too_long_to_be_read_that_is_denied_passes_nothing()
    {
        driver.Judge = static text => text is null ? Word.Deny : Word.Allow;
        FeedInPieces(Ask.Query("select '" + new string('x', SqlAnalyzer.TextLimit) + "'"));
        driver.Feed(Ask.Query("select 1"));
        Assert.Equal(["run Deny (unknown)", "run Allow select 1"], driver.Steps);
        Assert.InRange(driver.Forwarded.Length, 0, 100);
    }

    [Fact]
    public void COPY_data_passes_while_the_server_takes_it()
    {
        driver.Feed(Ask.Query("copy t from stdin"));
        driver.Settle();
        FeedInPieces(Ask.CopyData(new string('x', 10_000_000)));
        driver.Feed(PgBytes.Join(Ask.CopyData("a\n"), Ask.CopyDone));
        Assert.Equal("Qddc", PgBytes.Types(driver.Forwarded));
        Assert.InRange(driver.MostBuffered, 0, 3 * Piece);
    }

    [Fact]
    public void COPY_messages_outside_of_a_COPY_are_dropped_as_the_server_would()
    {
        driver.OnAnswer = null;
        driver.Feed(PgBytes.Join(Ask.CopyData("x"), Ask.CopyDone, Ask.CopyFail("no"), Ask.Query("copy missing from stdin"), Ask.CopyData("x"), Ask.CopyDone, Ask.Query("select 1")));
        Assert.Equal("QQ", PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void What_is_left_of_a_COPY_that_failed_owes_no_answer()
    {
        driver.Feed(Ask.Query("copy t from stdin"));
        driver.Settle();
        FailCopy();
        driver.Feed(PgBytes.Join(Ask.CopyData("late"), Ask.CopyDone));
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Theory]
    [InlineData("Q")]
    [InlineData("P")]
    [InlineData("D")]
    public void Another_statement_in_the_middle_of_a_COPY_ends_the_session_instead_of_being_swallowed(string what)
    {
        // The server would take it for a broken COPY message and answer whatever comes next in its place.
        driver.Feed(Ask.Query("copy t from stdin"));
        var next = what switch { "Q" => Ask.Query("select 1"), "P" => Ask.Parse("", "select 1"), _ => Ask.DescribePortal("") };
        Assert.Throws<WireException>(() => driver.Feed(PgBytes.Join(next, Ask.Query("select * from secrets"))));
        Assert.Equal("Q", PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void A_Sync_that_the_server_would_swallow_is_not_sent_and_owes_nothing()
    {
        driver.Feed(PgBytes.Join(Ask.Run("copy t from stdin"), Ask.Sync));
        driver.Feed(PgBytes.Join(Ask.CopyData("1\n"), Ask.Sync, Ask.CopyDone, Ask.Sync));
        Assert.Equal("PBDEHdcS", PgBytes.Types(driver.Forwarded));
        Assert.Single(driver.Owed, e => e.Kind == PgExpects.Ready);
    }

    [Fact]
    public void A_Sync_after_a_COPY_that_failed_is_sent()
    {
        driver.Feed(PgBytes.Join(Ask.Run("copy t from stdin"), Ask.Sync));
        FailCopy();
        driver.Feed(Ask.Sync);
        Assert.Equal("PBDEHS", PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void Several_COPYs_of_one_query_are_told_apart_from_what_follows()
    {
        driver.Feed(Ask.Query("copy t from stdin; copy t from stdin"));
        driver.Settle();
        driver.Feed(PgBytes.Join(Ask.CopyData("1\n"), Ask.CopyDone));
        Assert.False(driver.Pipeline.IsCopyingIn);
        driver.Pipeline.BeginCopyIn();
        Assert.Throws<WireException>(() => driver.Feed(Ask.Query("select 1")));
    }

    private void FeedInPieces(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += Piece) driver.Feed(bytes[at..Math.Min(at + Piece, bytes.Length)]);
    }

    /// <summary>A COPY stays unanswered while the server takes data.</summary>
    private void Copying(PgExpectation answer)
    {
        driver.Succeed(answer);
        if (answer.Kind is not (PgExpects.ExecuteResult or PgExpects.QueryResult) || answer.Operation!.Analysis?.Text.StartsWith("copy t", StringComparison.Ordinal) != true) return;
        driver.Pipeline.BeginCopyIn();
        driver.Keep();
    }

    private void FailCopy()
    {
        driver.Pipeline.EndCopyIn();
        driver.OnAnswer = null;
        driver.AnswerAll();
    }
}
