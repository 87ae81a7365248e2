using System.Diagnostics;
using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Approvals;

/// <summary>A statement waits on its socket until a human decides.</summary>
public sealed class HeldStatementTests
{
    [Fact]
    public async Task An_approved_statement_goes_on_and_its_answer_comes()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'approved-by-dana' where id = 11 returning state", "approved-by-dana");

        Assert.False(held.Answer.IsCompleted);
        Assert.False(stack.Postgres.Ran("approved-by-dana"));
        Assert.Equal(HttpStatusCode.OK, (await held.ApproveAsync(Caller.Dana)).Status);

        var outcome = await held.Answer;
        Assert.Equal("approved-by-dana\n", outcome.Succeeded());
        Assert.Contains("NOTICE", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(held.Id, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(stack.Address, outcome.Error, StringComparison.Ordinal);
        Assert.Equal("approved-by-dana", await stack.Postgres.AskAsync("select state from orders where id = 11"));
    }

    [Fact]
    public async Task The_ticket_shows_who_what_where_why_and_how_many_rows()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'seen-by-all' where id > 0", "seen-by-all");

        Assert.Equal("writer", (string?)held.Ticket["identity"]);
        Assert.Equal("shop", (string?)held.Ticket["connection"]);
        Assert.Equal("orders-need-a-dba", (string?)held.Ticket["policy"]);
        Assert.Equal("pending", (string?)held.Ticket["status"]);
        var impact = held.Ticket["impact"]!;
        Assert.Contains("update", impact["kinds"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("orders", impact["tables"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.InRange((long)impact["estimatedRows"]!, 10, 1000);

        await held.DenyAsync(Caller.Dana);
        await held.Answer;
    }

    [Fact]
    public async Task A_denied_statement_fails_with_57014_and_never_reaches_the_target()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'denied-by-dirk' where id = 12", "denied-by-dirk");

        await held.DenyAsync(Caller.Dirk);

        Assert.Contains("ERROR:  57014", (await held.Answer).Error, StringComparison.Ordinal);
        Assert.False(stack.Postgres.Ran("denied-by-dirk"));
        Assert.Equal("denied", await held.StatusAsync());
    }

    [Fact]
    public async Task A_statement_that_nobody_decides_fails_with_57014_when_its_time_is_over()
    {
        var stack = await SharedStack.GetAsync();
        var watch = Stopwatch.StartNew();

        var held = await Held.StartAsync(stack, Caller.Writer, "update hasty set state = 'nobody-looked' where id = 1", "nobody-looked");

        Assert.Contains("ERROR:  57014", (await held.Answer).Error, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.8, 15);
        Assert.False(stack.Postgres.Ran("nobody-looked"));
        await Until.HoldsAsync(async () => await held.StatusAsync() == "expired");
        Assert.Equal(HttpStatusCode.Conflict, (await held.ApproveAsync(Caller.Dana)).Status);
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_its_ticket_with_it()
    {
        var stack = await SharedStack.GetAsync();
        await using var client = await stack.Psql(stack.Plan.Shop, Caller.Writer).StartAsync("update orders set state = 'client-gone' where id = 13");
        var held = new Held(stack, Task.FromResult(new Outcome(0, "", "")), await Held.TicketAsync(stack, "client-gone"));

        await client.KillAsync();

        await Until.HoldsAsync(async () => await held.StatusAsync() == "withdrawn");
        Assert.Equal(HttpStatusCode.Conflict, (await held.ApproveAsync(Caller.Dana)).Status);
        Assert.False(stack.Postgres.Ran("client-gone"));
    }

    [Fact]
    public async Task Cancel_ends_the_wait_and_the_session_goes_on()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Writer);
        using var cancel = new CancellationTokenSource();
        await using var command = new NpgsqlCommand("update orders set state = 'cancelled-while-held' where id = 14", connection);
        var waiting = command.ExecuteNonQueryAsync(cancel.Token);
        var held = new Held(stack, Task.FromResult(new Outcome(0, "", "")), await Held.TicketAsync(stack, "cancelled-while-held"));

        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("57014", Assert.IsType<PostgresException>(error.InnerException).SqlState);
        Assert.Equal(1, await connection.AskAsync("select 1"));
        await Until.HoldsAsync(async () => await held.StatusAsync() == "withdrawn");
        Assert.False(stack.Postgres.Ran("cancelled-while-held"));
    }

    [Fact]
    public async Task Bind_values_are_held_with_their_statement()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Writer);
        var waiting = connection.AskAsync("update orders set state = $1 where id = $2 returning state /* bound-values */", "bound", 15);
        var ticket = await Held.TicketAsync(stack, "bound-values");

        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "approve");

        Assert.Equal("bound", await waiting);
    }

    [Fact]
    public async Task A_denial_by_a_human_aborts_the_open_transaction()
    {
        var stack = await SharedStack.GetAsync();
        var script = stack.Psql(stack.Plan.Shop, Caller.Writer).ScriptAsync("""
            begin;
            update orders set state = 'held-in-transaction' where id = 16;
            select 'not answered';
            rollback;
            select 'afterwards';
            """);
        var ticket = await Held.TicketAsync(stack, "held-in-transaction");

        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "deny");

        var outcome = await script;
        Assert.Contains("25P02", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not answered", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("afterwards", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_approval_is_for_one_run()
    {
        var stack = await SharedStack.GetAsync();
        const string statement = "update orders set state = 'run-once' where id = 17 returning state";
        var first = await Held.StartAsync(stack, Caller.Writer, statement, "run-once");
        await first.ApproveAsync(Caller.Dana);
        (await first.Answer).Succeeded();

        var second = await Held.StartAsync(stack, Caller.Writer, statement, "run-once");

        Assert.NotEqual(first.Id, second.Id);
        await second.DenyAsync(Caller.Dana);
        Assert.Contains("57014", (await second.Answer).Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await first.ApproveAsync(Caller.Dirk)).Status);
    }

    [Fact]
    public async Task A_held_statement_stalls_no_other_session()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'standing-still' where id = 18", "standing-still");
        var watch = Stopwatch.StartNew();

        for (var n = 0; n < 5; n++) Assert.Equal("Ada", await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync("select name from customers where id = 1"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"five sessions took {watch.Elapsed}");
        Assert.False(held.Answer.IsCompleted);
        await held.DenyAsync(Caller.Dana);
        await held.Answer;
    }
}
