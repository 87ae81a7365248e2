using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Recording;
using Npgsql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>What guards the target from transactions that wait for their COMMIT, before anybody is asked: they hold locks.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgHeldLimitsTests(PrivatePostgres server)
{
    private const string Idle = "a transaction whose COMMIT must be approved was idle for 2 minutes; it was rolled back";
    private const string Open = "a transaction whose COMMIT must be approved was open for 15 minutes; it was rolled back";

    private readonly LedgerUnderTest ledger = new(server);

    [Fact]
    public void The_limits_are_those_of_the_documentation()
    {
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15)), (PgHeldLimits.Idle, PgHeldLimits.Open));
        Assert.Equal((200, 1024 * 1024), (PgHeldTransaction.MostWrites, PgHeldTransaction.MostBytes));
    }

    [Fact]
    public async Task Two_minutes_without_a_word_roll_back_and_end_the_session_in_words()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("begin; update ledger set word = 'idle'");
        await session.TimerAsync(PgHeldLimits.Idle);
        session.Time.Advance(PgHeldLimits.Idle - TimeSpan.FromSeconds(1));
        Assert.Equal("T, Dstill here, C SELECT 1, Z T", await session.AskAsync("select 'still here'"));

        await session.TimerAsync(PgHeldLimits.Idle);
        session.Time.Advance(PgHeldLimits.Idle);

        await EndedAsync(session, Idle);
    }

    [Theory]
    [InlineData("insert into ledger values (3, 'three')", true)]
    [InlineData("insert into ledger values (3, 'three')", false)]
    public async Task A_pipeline_without_its_sync_is_idle_as_well(string write, bool hasBegun)
    {
        await using var session = await ledger.OpenAsync();
        if (hasBegun) await session.AskAsync("begin");
        await session.Client.WriteAsync(PgBytes.Join(Ask.Run(write), Ask.Flush));
        await session.NextAsync('C');
        await session.TimerAsync(PgHeldLimits.Idle);

        session.Time.Advance(PgHeldLimits.Idle);

        await EndedAsync(session, Idle);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_stands_still_is_idle_as_well(bool isExtended)
    {
        await using var session = await ledger.OpenAsync();
        await session.Client.WriteAsync(isExtended ? PgBytes.Join(Ask.Run("copy ledger from stdin"), Ask.Flush) : Ask.Query("copy ledger from stdin"));
        await session.NextAsync('G');
        await session.Client.WriteAsync(Ask.CopyData("3\tthree\n"));
        await session.TimerAsync(PgHeldLimits.Idle);

        session.Time.Advance(PgHeldLimits.Idle);

        await EndedAsync(session, Idle);
    }

    [Fact]
    public async Task A_quarter_of_an_hour_is_the_end_however_busy_the_client_is()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("begin; update ledger set word = 'busy'");
        for (var minute = 1; minute < 15; minute++)
        {
            await session.TimerAsync(PgHeldLimits.Idle);
            session.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("T, D1, C SELECT 1, Z T", await session.AskAsync("select 1"));
        }

        session.Time.Advance(TimeSpan.FromMinutes(1));

        await EndedAsync(session, Open);
    }

    [Fact]
    public async Task A_client_that_waits_for_an_answer_is_not_idle()
    {
        await using var session = await ledger.OpenAsync();
        await using var gate = new NpgsqlConnection(server.ConnectionString);
        await gate.OpenAsync();
        await using var close = new NpgsqlCommand("select pg_advisory_lock(4712)", gate);
        await close.ExecuteScalarAsync();
        await session.AskAsync("begin; update ledger set word = 'waiting'");
        await session.Client.WriteAsync(Ask.Query("select 'answered' from pg_advisory_xact_lock_shared(4712)"));
        await ledger.RunsAsync("pg_advisory_xact_lock_shared");
        await session.TimerAsync(PgHeldLimits.Idle);
        session.Time.Advance(3 * PgHeldLimits.Idle);
        await using var open = new NpgsqlCommand("select pg_advisory_unlock(4712)", gate);
        await open.ExecuteScalarAsync();

        Assert.Equal("T, Danswered, C SELECT 1, Z T", PgBytes.Seen(await session.AnswerAsync()));

        session.Time.Advance(PgHeldLimits.Idle);
        await EndedAsync(session, Idle);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_that_runs_past_it_is_cancelled(bool isOneText)
    {
        await using var session = await ledger.OpenAsync();
        if (!isOneText) await session.AskAsync("begin; update ledger set word = 'long'");
        await session.Client.WriteAsync(Ask.Query(isOneText ? "update ledger set word = 'long'; select pg_sleep(100) /* past the limit */" : "select pg_sleep(100) /* past the limit */"));
        await ledger.RunsAsync("past the limit");

        session.Time.Advance(PgHeldLimits.Open);

        await EndedAsync(session, Open);
    }

    [Theory]
    [InlineData("begin; insert into notes values ('kept')")]
    [InlineData("begin; savepoint s; update ledger set word = 'taken back'; rollback to s; insert into notes values ('kept')")]
    [InlineData("begin; update ledger set word = 'rolled back'; rollback and chain; insert into notes values ('kept')")]
    public async Task A_transaction_without_such_writes_is_left_alone(string transaction)
    {
        await using var session = await ledger.OpenAsync();
        Assert.EndsWith("C INSERT 0 1, Z T", await session.AskAsync(transaction), StringComparison.Ordinal);

        for (var hour = 0; hour < 3; hour++)
        {
            session.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal("T, D1, C SELECT 1, Z T", await session.AskAsync("select 1"));
        }

        Assert.Equal("C COMMIT, Z I", await session.AskAsync("commit"));
        Assert.Equal(LedgerUnderTest.Before, await ledger.RowsAsync());
    }

    [Fact]
    public async Task The_next_transaction_has_a_time_of_its_own()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("begin; update ledger set word = 'first'");
        session.Time.Advance(TimeSpan.FromMinutes(1));
        await session.AskAsync("rollback");
        await session.AskAsync("select 'the rollback is settled'");
        session.Time.Advance(PgHeldLimits.Open);

        await session.AskAsync("begin; update ledger set word = 'second'");
        await session.TimerAsync(PgHeldLimits.Idle);
        session.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("T, D1, C SELECT 1, Z T", await session.AskAsync("select 1"));
    }

    /// <summary>The client is told and gone, the target has rolled back, the recording says why, and nobody was asked.</summary>
    private async Task EndedAsync(SessionUnderTest session, string words)
    {
        Assert.Contains($"E 57P01 The session was ended: {words}", PgBytes.Seen(await session.AnswerAsync()), StringComparison.Ordinal);
        Assert.Equal(LedgerUnderTest.Before, await ledger.RowsAsync());
        var events = await session.RecordedAsync();
        Assert.Equal(words, events.Single(static e => e.Kind == RecordKind.Closed).Read<ClosedEvent>().Reason);
        Assert.DoesNotContain(events, static e => e.Kind == RecordKind.Held);
        Assert.Empty(session.Link.Withdrawn);
    }
}
