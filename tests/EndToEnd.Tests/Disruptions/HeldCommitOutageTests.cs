using System.Net;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Disruptions;

/// <summary>Something is stopped, killed or lost while a transaction waits at its COMMIT: the target has rolled it back, and its locks are free.</summary>
public sealed class HeldCommitOutageTests(OwnStack own) : IClassFixture<OwnStack>
{
    [Fact]
    public async Task An_agent_that_is_stopped_rolls_back_and_says_so()
    {
        await using var held = await StartAsync("stopped-at-commit", 31);

        own.Stack.Agent.Signal("TERM");

        Assert.Equal(0, await own.Stack.Agent.ExitAsync(TimeSpan.FromSeconds(60)));
        await held.RolledBackAsync();
        Assert.NotEqual(0, await held.Client.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("the agent is stopping", held.Client.Output, StringComparison.Ordinal);
        await own.Stack.StartAgentAsync();
        await held.EndedAsync("withdrawn", "the session was ended: the agent is stopping", "the agent is stopping");
    }

    [Fact]
    public async Task An_agent_that_is_killed_leaves_nothing_behind_and_a_late_yes_lets_nothing_pass()
    {
        await using var held = await StartAsync("killed-at-commit", 32);

        await own.Stack.Agent.KillAsync();

        await held.RolledBackAsync();
        Assert.NotEqual(0, await held.Client.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("pending", await held.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, (await Held.DecideAsync(own.Stack, held.Ticket, Caller.Dana, "approve")).Status);
        await own.Stack.StartAgentAsync();
        await own.Stack.AgentIsAsync("online");
        await held.RolledBackAsync();
        using var auditor = own.Stack.Api(Caller.Auditor);
        var session = await Sessions.EndedAsync(auditor, "ledger", held.Word);
        Assert.Contains("agent", (string?)(await auditor.GetAsync($"sessions/{session}"))["end"], StringComparison.Ordinal);
        Assert.Empty((await Events.OfAsync(auditor, session)).Of("decided"));
        Assert.NotEqual("used", await held.StatusAsync());
    }

    [Fact]
    public async Task A_console_that_stays_away_means_no_after_half_a_minute()
    {
        await using var held = await StartAsync("console-gone-at-commit", 33);

        await own.Stack.Console.KillAsync();

        await held.Client.ExitAsync(TimeSpan.FromSeconds(90));
        Assert.Contains("57014", held.Client.Output, StringComparison.Ordinal);
        Assert.Contains("no approver can be reached: the console went away while the approval was waited for", held.Client.Output, StringComparison.Ordinal);
        await held.RolledBackAsync();
        await own.Stack.StartConsoleAsync();
        await own.Stack.AgentIsAsync("online");
        await held.EndedAsync("withdrawn", "no approver can be reached: the console went away while the approval was waited for", "client said goodbye");
    }

    [Fact]
    public async Task A_session_that_is_ended_in_the_console_rolls_back_with_the_reason()
    {
        await using var held = await StartAsync("ended-at-commit", 34);
        using var admin = own.Stack.Api(Caller.Admin);
        var session = await Until.SomeAsync(() => Sessions.FindAsync(admin, "ledger", held.Word), what: "the session is on record");

        var answer = await admin.TryPostAsync($"sessions/{session}/kill", new { reason = "not this one" });

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.NotEqual(0, await held.Client.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("FATAL", held.Client.Output, StringComparison.Ordinal);
        Assert.Contains("ops-admin", held.Client.Output, StringComparison.Ordinal);
        await held.RolledBackAsync();
        await held.EndedAsync("withdrawn", "the session was ended: ", "ops-admin");
    }

    [Fact]
    public async Task A_stricter_rule_that_comes_meanwhile_counts_more_than_the_yes()
    {
        await using var held = await StartAsync("stricter-at-commit", 35);
        using var admin = own.Stack.Api(Caller.Admin);
        const string Name = "- name: ledger-at-commit";
        var stricter = own.Stack.Plan.Yaml.Replace(Name, Name + "-2\n    effect: deny\n    scope: operation\n    connections: {names: [ledger]}\n    match: {sql: {kinds: [update], tables: [\"public.ledger\"]}}\n    message: The books are closed.\n  " + Name, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.PutYamlAsync("config", stricter)).Status);
        try
        {
            await using var other = await own.Stack.Plan.Ledger.OpenAsync(Caller.Writer);
            await Until.HoldsAsync(async () => (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => other.AskAsync("update ledger set word = word where false"))).MessageText.Contains("closed", StringComparison.Ordinal));

            await Held.DecideAsync(own.Stack, held.Ticket, Caller.Dana, "approve");

            await held.Client.ExitAsync(TimeSpan.FromSeconds(20));
            Assert.Contains("42501", held.Client.Output, StringComparison.Ordinal);
            Assert.Contains("The books are closed.", held.Client.Output, StringComparison.Ordinal);
            await held.RolledBackAsync();
            await Until.HoldsAsync(async () => await held.StatusAsync() == "withdrawn");
        }
        finally
        {
            await admin.PutYamlAsync("config", own.Stack.Plan.Yaml);
        }
    }

    async Task<HeldPsql> StartAsync(string word, int id)
    {
        var client = await own.Stack.Psql(own.Stack.Plan.Ledger, Caller.Writer).StartAsync("begin", $"update ledger set word = '{word}' where id = {id}", "commit");
        return new HeldPsql(own.Stack, client, word, id, (string)(await Held.TicketAsync(own.Stack, word))["id"]!);
    }

    /// <summary>A psql that has written and waits at its COMMIT.</summary>
    sealed record HeldPsql(HoopLikeStack Stack, ChildProcess Client, string Word, int Row, string Ticket) : IAsyncDisposable
    {
        /// <summary>The row is as it was, and nobody holds it.</summary>
        public async Task RolledBackAsync() => Assert.Equal($"line {Row}", await Stack.Postgres.AskAsync($"set lock_timeout = '10s'; update ledger set id = id where id = {Row} returning word"));

        public async Task<string?> StatusAsync()
        {
            using var api = Stack.Api(Caller.Admin);
            return (string?)(await api.GetAsync($"approvals/{Ticket}"))["status"];
        }

        /// <summary>What the ticket and the recording say in the end.</summary>
        public async Task EndedAsync(string status, string why, string end)
        {
            await Until.HoldsAsync(async () => await StatusAsync() == status, what: $"the ticket is {status}");
            using var auditor = Stack.Api(Caller.Auditor);
            var session = await Sessions.EndedAsync(auditor, "ledger", Word);
            JsonObject decided = (await Events.OfAsync(auditor, session)).Of("decided").Single();
            Assert.Contains(why, decided.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(end, (string?)(await auditor.GetAsync($"sessions/{session}"))["end"], StringComparison.Ordinal);
        }

        public ValueTask DisposeAsync() => Client.DisposeAsync();
    }
}
