using System.Net;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Approvals;

/// <summary>Writes run in their transaction, and the COMMIT waits until a human decides.</summary>
public sealed class HeldCommitTests
{
    [Fact]
    public async Task An_approved_transaction_commits_and_its_ticket_showed_what_it_did()
    {
        var stack = await SharedStack.GetAsync();
        var script = stack.Psql(stack.Plan.Ledger, Caller.Writer).ScriptAsync("""
            begin;
            update ledger set word = 'seen-after' where id in (1, 2);
            insert into ledger values (101, 'made', '4111111111111111');
            delete from ledger where id = 3;
            commit;
            select 'committed';
            """);
        var ticket = await Held.TicketAsync(stack, "seen-after");

        Assert.Equal("ledger-at-commit", (string?)ticket["policy"]);
        var writes = ticket["impact"]!["transaction"]!["writes"]!.AsArray();
        Assert.Equal([2, 1, 1], writes.Select(w => (int)w!["rows"]!));
        Assert.Equal(["1", "line 1"], Rows(writes[0]!, "before")[0].Take(2));
        Assert.Equal(["1", "seen-after"], Rows(writes[0]!, "after")[0].Take(2));
        Assert.Equal(["101", "made"], Rows(writes[1]!, "after")[0].Take(2));
        Assert.Equal(["3", "line 3"], Rows(writes[2]!, "before")[0].Take(2));
        Assert.DoesNotContain("4111111111111111", writes[1]!["sample"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("line 1", await stack.Postgres.AskAsync("select word from ledger where id = 1"));

        Assert.Equal(HttpStatusCode.OK, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "approve")).Status);

        Assert.Equal("committed\n", (await script).Out);
        Assert.Equal("seen-after", await stack.Postgres.AskAsync("select word from ledger where id = 1"));
        await Until.HoldsAsync(async () => await Status(stack, ticket) == "used");
    }

    [Fact]
    public async Task A_denied_transaction_is_rolled_back_and_the_session_goes_on()
    {
        var stack = await SharedStack.GetAsync();
        var script = stack.Psql(stack.Plan.Ledger, Caller.Writer).ScriptAsync("begin; update ledger set word = 'denied-at-commit' where id = 10;\ncommit;\nselect word from ledger where id = 10;");
        var ticket = await Held.TicketAsync(stack, "denied-at-commit");

        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dirk, "deny");

        var outcome = await script;
        Assert.Contains("57014", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("line 10\n", outcome.Out);
    }

    [Fact]
    public async Task A_single_statement_waits_at_its_own_commit()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update ledger set word = 'alone-at-commit' where id = 11 returning word", "alone-at-commit", stack.Plan.Ledger);

        Assert.False(held.Answer.IsCompleted);
        Assert.Equal("line 11", await stack.Postgres.AskAsync("select word from ledger where id = 11"));
        await held.ApproveAsync(Caller.Dana);

        Assert.Equal("alone-at-commit\n", (await held.Answer).Succeeded());
        Assert.Equal("alone-at-commit", await stack.Postgres.AskAsync("select word from ledger where id = 11"));
    }

    [Fact]
    public async Task Bound_values_are_shown_and_an_unchanged_driver_commits()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Ledger.OpenAsync(Caller.Writer);
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("update ledger set word = $1 where id = $2", connection, transaction) { Parameters = { new() { Value = "bound-at-commit" }, new() { Value = 12 } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        var committing = transaction.CommitAsync();
        var ticket = await Held.TicketAsync(stack, "bound-at-commit");

        var write = ticket["impact"]!["transaction"]!["writes"]![0]!;
        Assert.Equal(["12", "line 12"], Rows(write, "before")[0].Take(2));
        Assert.Equal(["12", "bound-at-commit"], Rows(write, "after")[0].Take(2));
        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "approve");

        await committing;
        Assert.Equal("bound-at-commit", await stack.Postgres.AskAsync("select word from ledger where id = 12"));
    }

    [Fact]
    public async Task Cancel_while_held_rolls_back()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Ledger.OpenAsync(Caller.Writer);
        using var cancel = new CancellationTokenSource();
        await using var command = new NpgsqlCommand("update ledger set word = 'cancelled-at-commit' where id = 13", connection);
        var waiting = command.ExecuteNonQueryAsync(cancel.Token);
        var ticket = await Held.TicketAsync(stack, "cancelled-at-commit");

        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("57014", Assert.IsType<PostgresException>(error.InnerException).SqlState);
        Assert.Equal("line 13", await connection.AskAsync("select word from ledger where id = 13"));
        await Until.HoldsAsync(async () => await Status(stack, ticket) == "withdrawn");
    }

    [Fact]
    public async Task A_client_that_goes_away_while_held_leaves_nothing_behind()
    {
        var stack = await SharedStack.GetAsync();
        await using var client = await stack.Psql(stack.Plan.Ledger, Caller.Writer).StartAsync("update ledger set word = 'gone-at-commit' where id = 14");
        var ticket = await Held.TicketAsync(stack, "gone-at-commit");

        await client.KillAsync();

        await Until.HoldsAsync(async () => await Status(stack, ticket) == "withdrawn");
        // The row's lock is free again: another write does not wait for it.
        Assert.Equal("line 14", await stack.Postgres.AskAsync("set lock_timeout = '5s'; update ledger set id = id where id = 14 returning word"));
    }

    [Fact]
    public async Task A_commit_that_fails_after_its_approval_is_told_to_both_sides()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "insert into ledger_lines values (900, 9999) /* fails-at-commit */", "fails-at-commit", stack.Plan.Ledger);

        await held.ApproveAsync(Caller.Dana);

        Assert.Contains("ERROR:  23503", (await held.Answer).Error, StringComparison.Ordinal);
        await Until.HoldsAsync(async () => await held.StatusAsync() == "withdrawn");
        using var api = stack.Api(Caller.Admin);
        Assert.Contains("23503", (await api.GetAsync($"approvals/{held.Id}")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_held_is_refused_with_words()
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await stack.Psql(stack.Plan.Ledger, Caller.Writer).RunAsync("create index concurrently by_word on ledger (word)");

        Assert.Contains("42501", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("it does not run in a transaction", outcome.Error, StringComparison.Ordinal);
    }

    static List<List<string?>> Rows(JsonNode write, string when) =>
        [.. write["sample"]![when]!["rows"]!.AsArray().Select(r => r!["values"]!.AsArray().Select(v => (string?)v).ToList())];

    static async Task<string?> Status(HoopLikeStack stack, JsonObject ticket)
    {
        using var api = stack.Api(Caller.Admin);
        return (string?)(await api.GetAsync($"approvals/{ticket["id"]}"))["status"];
    }
}
