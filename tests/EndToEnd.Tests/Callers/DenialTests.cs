using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>A denied operation looks like the server's own error, and the target never sees it.</summary>
public sealed class DenialTests
{
    [Theory]
    [InlineData("drop table orders")]
    [InlineData("DROP/**/TABLE orders")]
    [InlineData("select 1; truncate orders")]
    [InlineData("alter table orders add column sneaky int")]
    [InlineData("explain analyze delete from scratch")]
    [InlineData("do $$ begin execute 'drop ' || 'table orders'; end $$")]
    [InlineData("update scratch set word = 'all of them'")]
    [InlineData("copy (select 1) to program 'touch /tmp/never-here'")]
    public async Task A_denied_statement_fails_with_42501_and_never_reaches_the_target(string statement)
    {
        var stack = await SharedStack.GetAsync();
        var marked = $"/* {Guid.NewGuid()} */ {statement}";

        var outcome = await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync(marked, "select 'still here'");

        Assert.Contains("ERROR:  42501", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("still here", outcome.Out, StringComparison.Ordinal);
        Assert.False(stack.Postgres.Ran(marked[..42]));
    }

    [Fact]
    public async Task A_denial_shows_the_policy_and_its_message()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.AskAsync("drop table orders"));

        Assert.Equal("42501", error.SqlState);
        Assert.Contains("Schema changes go through migrations.", error.MessageText + error.Detail, StringComparison.Ordinal);
        Assert.Contains("nobody-drops", error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await connection.AskAsync("select 1"));
    }

    [Fact]
    public async Task An_open_transaction_is_aborted_by_a_denial_as_by_any_error()
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await stack.Psql(stack.Plan.Shop, Caller.Analyst).ScriptAsync("""
            begin;
            insert into scratch values (501, 'in a doomed transaction');
            drop table orders;
            select 'not answered';
            commit;
            select count(*) || ' left' from scratch where id = 501;
            """);

        Assert.Contains("ERROR:  42501", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("25P02", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not answered", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("0 left", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_savepoint_survives_a_denial()
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await stack.Psql(stack.Plan.Shop, Caller.Analyst).ScriptAsync("""
            begin;
            insert into scratch values (502, 'kept');
            savepoint here;
            drop table orders;
            rollback to here;
            commit;
            select word from scratch where id = 502;
            delete from scratch where id = 502;
            """);

        Assert.Contains("kept", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_with_a_denied_statement_does_nothing_and_the_connection_goes_on()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("insert into scratch values (503, 'before')"), new("drop table orders"), new("insert into scratch values (504, 'after')") },
        };

        var error = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());

        Assert.Equal("42501", error.SqlState);
        Assert.Equal(0L, await connection.AskAsync("select count(*) from scratch where id in (503, 504)"));
    }

    [Fact]
    public async Task A_prepared_statement_is_judged_as_its_text()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await using var command = new NpgsqlCommand("truncate scratch", connection);

        var error = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await command.PrepareAsync();
            await command.ExecuteNonQueryAsync();
        });

        Assert.Equal("42501", error.SqlState);
    }

    [Fact]
    public async Task A_rule_that_only_observes_changes_nothing_and_is_recorded()
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");

        Assert.Equal(word, await stack.Psql(stack.Plan.Watched, Caller.Analyst).AskAsync($"select '{word}'"));

        using var api = stack.Api(Caller.Auditor);
        var events = await Until.SomeAsync(() => Sessions.EventsOfAsync(api, "watched", word));
        Assert.Contains("only-watching", events, StringComparison.Ordinal);
    }
}
