using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Approvals;

/// <summary>Session-scope approval: a grant with an end.</summary>
public sealed class GrantTests
{
    [Fact]
    public async Task A_session_waits_for_its_grant_lives_on_it_and_ends_with_it()
    {
        var stack = await SharedStack.GetAsync();
        var first = stack.Psql(stack.Plan.Vault, Caller.Writer).AskAsync("select 'let in'");
        var ticket = await Held.TicketAsync(stack, "vault");
        Assert.False(first.IsCompleted);
        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "approve");
        Assert.Equal("let in", await first);

        await using var second = await stack.Plan.Vault.OpenAsync(Caller.Writer);
        Assert.Equal(1, await second.AskAsync("select 1"));

        Assert.Equal(HttpStatusCode.OK, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "revoke")).Status);
        await Until.HoldsAsync(async () => await IsCutAsync(second), TimeSpan.FromSeconds(5));

        var third = stack.Psql(stack.Plan.Vault, Caller.Writer).RunAsync("select 'again'");
        var again = await Held.TicketAsync(stack, "vault");
        await Held.DecideAsync(stack, (string)again["id"]!, Caller.Dana, "deny");
        Assert.NotEqual(0, (await third).ExitCode);
    }

    [Fact]
    public async Task Access_asked_for_ahead_opens_the_door_without_a_wait()
    {
        var stack = await SharedStack.GetAsync();
        using var api = stack.Api(Caller.Doomed);
        var ticket = await api.PostAsync("access-requests", new { connection = "vault", minutes = 5, reason = "the quarterly report" });
        Assert.Equal(HttpStatusCode.Forbidden, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Doomed, "approve")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dirk, "approve")).Status);

        await Until.HoldsAsync(async () => (await stack.Psql(stack.Plan.Vault, Caller.Doomed).RunAsync("select 1")).Out == "1\n");

        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dirk, "revoke");
    }

    [FullFact]
    public async Task A_grant_ends_at_its_hour_with_the_sessions_on_it()
    {
        var stack = await SharedStack.GetAsync();
        using var api = stack.Api(Caller.Priya);
        var ticket = await api.PostAsync("access-requests", new { connection = "vault", minutes = 1, reason = "one minute" });
        await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dirk, "approve");
        await using var session = await stack.Plan.Vault.OpenAsync(Caller.Priya);

        Assert.False(await IsCutAsync(session));
        await Until.HoldsAsync(async () => await IsCutAsync(session), TimeSpan.FromSeconds(75));
    }

    static async Task<bool> IsCutAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.AskAsync("select 1");
            return false;
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            return true;
        }
    }
}
