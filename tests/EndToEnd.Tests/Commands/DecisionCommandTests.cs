using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Commands;

/// <summary>Approvers who live in a terminal.</summary>
public sealed class DecisionCommandTests
{
    [Fact]
    public async Task A_held_statement_is_listed_read_and_approved_by_the_beginning_of_its_id()
    {
        var stack = await SharedStack.GetAsync();
        using var dana = CleanShell.Of(stack, Caller.Dana);
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'by-terminal' where id = 31 returning state", "by-terminal");
        Assert.Contains(held.Id[..8], (await dana.RunAsync("hooplike approvals")).Succeeded(), StringComparison.Ordinal);
        var ticket = (await dana.RunAsync($"hooplike approvals {held.Id[..8]}")).Succeeded();
        Assert.Contains("by-terminal", ticket, StringComparison.Ordinal);
        Assert.Contains("orders-need-a-dba", ticket, StringComparison.Ordinal);

        var decided = await dana.RunAsync($"hooplike approve {held.Id[..13]} --reason 'as the test says'");

        Assert.StartsWith("Approved: writer on shop", decided.Succeeded(), StringComparison.Ordinal);
        Assert.Equal("by-terminal\n", (await held.Answer).Succeeded());
    }

    [Fact]
    public async Task A_held_statement_is_denied()
    {
        var stack = await SharedStack.GetAsync();
        using var dirk = CleanShell.Of(stack, Caller.Dirk);
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'no-by-terminal' where id = 32", "no-by-terminal");

        var decided = JsonNode.Parse((await dirk.RunAsync($"hooplike deny {held.Id} --reason 'not today' --json")).Succeeded())!;

        Assert.Equal("denied", (string?)decided["status"]);
        Assert.Contains("57014", (await held.Answer).Error, StringComparison.Ordinal);
        Assert.False(stack.Postgres.Ran("no-by-terminal"));
    }

    [Fact]
    public async Task Whoever_may_not_decide_is_told_so_in_the_consoles_words()
    {
        var stack = await SharedStack.GetAsync();
        using var writer = CleanShell.Of(stack, Caller.Writer);
        using var dana = CleanShell.Of(stack, Caller.Dana);
        var held = await Held.StartAsync(stack, Caller.Dana, "update orders set state = 'own-ticket' where id = 33", "own-ticket");

        var own = await dana.RunAsync($"hooplike approve {held.Id}");
        var other = await writer.RunAsync($"hooplike approve {held.Id}");

        Assert.Equal((1, 1), (own.ExitCode, other.ExitCode));
        Assert.NotEmpty(own.Error);
        Assert.Equal("pending", await held.StatusAsync());
        await held.DenyAsync(Caller.Dirk);
        await held.Answer;
        var late = await dana.RunAsync($"hooplike approve {held.Id[..8]}");
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("hooplike approvals", late.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_is_asked_for_waited_for_and_used_from_one_line()
    {
        var stack = await SharedStack.GetAsync();
        using var writer = CleanShell.Of(stack, Caller.Writer);
        using var dirk = CleanShell.Of(stack, Caller.Dirk);
        var waiting = writer.RunAsync("hooplike request strongroom --minutes 5 --reason 'terminal-needs-it' --wait && hooplike psql strongroom -- -qAtXc \"select 'let in'\"");
        var ticket = await Held.TicketAsync(stack, "terminal-needs-it");

        (await dirk.RunAsync($"hooplike approve {ticket["id"]}")).Succeeded();

        Assert.EndsWith("let in\n", (await waiting).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_denied_ends_the_line()
    {
        var stack = await SharedStack.GetAsync();
        using var analyst = CleanShell.Of(stack, Caller.Analyst);
        using var dirk = CleanShell.Of(stack, Caller.Dirk);
        var waiting = analyst.RunAsync("hooplike request strongroom --minutes 5 --reason 'terminal-in-vain' --wait && echo went on");
        var ticket = await Held.TicketAsync(stack, "terminal-in-vain");

        (await dirk.RunAsync($"hooplike deny {ticket["id"]} --reason 'another time'")).Succeeded();

        var outcome = await waiting;
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("another time", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("went on", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_found_by_what_was_run_in_them()
    {
        var stack = await SharedStack.GetAsync();
        using var auditor = CleanShell.Of(stack, Caller.Auditor);
        using var analyst = CleanShell.Of(stack, Caller.Analyst);
        (await analyst.RunAsync("hooplike psql shop -- -qAtXc \"select 'foundbyterminal'\"")).Succeeded();

        await Until.HoldsAsync(async () => (await auditor.RunAsync("hooplike sessions --connection shop --identity analyst --q foundbyterminal --limit 5")).Out.Contains("analyst", StringComparison.Ordinal));

        Assert.Equal("analyst\n", (await analyst.RunAsync("hooplike sessions --q foundbyterminal --json | jq -r '.[].identity' | sort -u")).Succeeded());
    }
}
