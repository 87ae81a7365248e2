using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgResponseRelayCopyTests : IAsyncLifetime
{
    private readonly ResponseDriver driver = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await driver.DisposeAsync();

    [Fact]
    public void A_clear_COPY_passes_unchanged_and_is_recorded()
    {
        driver.Query("copy t to stdout");
        var answer = PgBytes.Join(Answer.CopyOut, Answer.CopyData("1\n"), Answer.CopyData(""), Answer.CopyData("2\n"), Answer.CopyDone, Answer.Complete("COPY 2"), Answer.Ready());
        Assert.Equal(answer, driver.Feed(answer));
        var result = driver.Events().Single(e => e.Kind == RecordKind.Result).Read<ResultEvent>();
        Assert.Equal((4, "COPY 2"), (result.Bytes, result.Tag));
    }

    [Fact]
    public void A_masked_COPY_is_masked_in_record_and_answer_and_rows_stay_one_a_message()
    {
        driver.Query("copy secrets to stdout");
        var got = driver.Feed(Answer.CopyOut, Answer.CopyData("078-05-1120\n"), Answer.CopyData("half "), Answer.CopyData("a line\n"), Answer.CopyData("unfinished"), Answer.CopyDone, Answer.Complete("COPY 3"), Answer.Ready());
        Assert.Equal(PgBytes.Join(Answer.CopyOut, Answer.CopyData("***\n"), Answer.CopyData("***\n"), Answer.CopyData("***\n"), Answer.CopyDone, Answer.Complete("COPY 3"), Answer.Ready()), got);
        var events = driver.Events();
        Assert.Equal(3, events.Single(e => e.Kind == RecordKind.Result).Read<ResultEvent>().MaskedValues);
        Assert.DoesNotContain(events, e => Encoding.UTF8.GetString(e.Payload.Span).Contains("078-05", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void COPY_data_and_rows_of_any_size_pass_with_bounded_memory(bool isRow)
    {
        var large = new string('x', 40_000_000);
        if (isRow) driver.Query("select 1");
        else driver.Query("copy t to stdout");
        driver.Feed(isRow ? Answer.Columns("a") : Answer.CopyOut);
        var message = isRow ? Answer.Row(large) : Answer.CopyData(large);
        for (var at = 0; at < message.Length; at += 65536) driver.Feed(message[at..Math.Min(at + 65536, message.Length)]);
        Assert.InRange(driver.MostBuffered, 0, 1024 * 1024);
        Assert.True(driver.Relay.EndsAtBoundary);
        driver.Feed(isRow ? Answer.Row("small") : Answer.CopyData("small"), isRow ? Answer.Complete("SELECT 2") : Answer.CopyDone);
        Assert.Equal(message.Length, driver.Delivered.AsSpan().LastIndexOf("small"u8) - (isRow ? 11 : 5) - (isRow ? Answer.Columns("a") : Answer.CopyOut).Length);
    }

    [Fact]
    public void The_digest_of_a_row_is_the_same_whether_it_passed_whole_or_in_pieces()
    {
        var rows = PgBytes.Join(Answer.Columns("a"), Answer.Row(new string('x', 400_000)), Answer.Complete("SELECT 1"), Answer.Ready());
        driver.Query("select 1");
        driver.Feed(rows);
        driver.Query("select 1");
        for (var at = 0; at < rows.Length; at += 1000) driver.Feed(rows[at..Math.Min(at + 1000, rows.Length)]);
        var digests = driver.Events().Where(e => e.Kind == RecordKind.Result).Select(e => e.Read<ResultEvent>()).Select(r => (r.Sha256, r.Bytes, r.Rows)).ToList();
        Assert.Equal(2, digests.Count);
        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public void The_pipeline_knows_while_the_server_takes_data()
    {
        driver.Query("copy t from stdin");
        driver.Feed(Answer.CopyIn);
        Assert.True(driver.Pipeline.IsCopyingIn);
        driver.Pipeline.EndCopyInByClient();
        Assert.False(driver.Pipeline.IsCopyingIn);
        driver.Feed(Answer.CopyIn);
        Assert.True(driver.Pipeline.IsCopyingIn);
        driver.Feed(Answer.Error("22P02", "bad data"), Answer.Ready());
        Assert.False(driver.Pipeline.IsCopyingIn);
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Fact]
    public void An_extended_COPY_is_answered_by_its_completion_and_the_sync_after_it()
    {
        driver.Run("copy t from stdin");
        driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.NoData, Answer.CopyIn);
        driver.Expect(PgExpects.Ready);
        Assert.Equal("CZ", PgBytes.Types(driver.Feed(Answer.Complete("COPY 1"), Answer.Ready())));
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Fact]
    public void A_COPY_for_a_statement_that_is_none_is_a_lie() => AssertLie(() => driver.Query("select 1"), Answer.CopyIn);

    [Fact]
    public void COPY_data_without_a_COPY_is_a_lie() => AssertLie(() => driver.Query("select 1"), Answer.CopyData("x"));

    [Fact]
    public void Rows_in_the_middle_of_a_COPY_are_a_lie() => AssertLie(() => driver.Query("copy t to stdout"), Answer.CopyOut, Answer.Row("x"));

    private void AssertLie(Action expect, params byte[][] answer)
    {
        expect();
        Assert.Throws<WireException>(() => driver.Feed(answer));
        Assert.Equal(PgBytes.Join(answer[..^1]), driver.Relay.Output.Span.ToArray());
    }
}
