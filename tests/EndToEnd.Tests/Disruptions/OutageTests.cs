using System.Diagnostics;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Disruptions;

/// <summary>A part is away, full or changed: sessions go on where they may, and end in words where they may not.</summary>
public sealed class OutageTests(OwnStack own) : IClassFixture<OwnStack>
{
    [Fact]
    public async Task Without_the_console_sessions_go_on_and_approvals_are_refused_in_words()
    {
        var stack = own.Stack;
        await using var open = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await stack.Console.KillAsync();

        Assert.Equal("Ada", await open.AskAsync("select name from customers where id = 1"));
        Assert.Equal("Ada", await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync("select name from customers where id = 1"));
        var watch = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<PostgresException>(() => open.AskAsync("update orders set state = 'nobody-there' where id = 1"));
        Assert.True(error.SqlState is "08006" or "57014", error.ToString());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
        Assert.False(stack.Postgres.Ran("nobody-there"));

        await stack.StartConsoleAsync();
        await stack.AgentIsAsync("online");
    }

    [Fact]
    public async Task An_agent_that_starts_without_its_console_serves_by_the_last_configuration()
    {
        var stack = own.Stack;
        stack.Agent.Signal("TERM");
        Assert.Equal(0, await stack.Agent.ExitAsync(TimeSpan.FromSeconds(30)));
        stack.Console.Signal("TERM");
        Assert.Equal(0, await stack.Console.ExitAsync(TimeSpan.FromSeconds(30)));

        await stack.StartAgentAsync();
        var masked = await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync("select email from customers where id = 1");
        Assert.DoesNotContain(ShopSchema.Email, masked, StringComparison.Ordinal);
        Assert.Contains("42501", (await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync("drop table orders")).Error, StringComparison.Ordinal);

        await stack.StartConsoleAsync();
        await stack.AgentIsAsync("online");
    }

    [Fact]
    public async Task A_changed_rule_is_in_force_within_a_second_for_sessions_already_open()
    {
        var stack = own.Stack;
        using var admin = stack.Api(Caller.Admin);
        await using var open = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        Assert.Equal(100L, await open.AskAsync("select count(*) from orders"));
        var changed = stack.Plan.Yaml.Replace("policies:", """
            policies:
              - name: closed-for-inventory
                effect: deny
                scope: operation
                connections: {names: [shop]}
                match: {sql: {tables: ["public.orders"]}}
            """, StringComparison.Ordinal);

        var put = await admin.PutYamlAsync("config", changed);

        Assert.True((int)put.Status < 300, put.ToString());
        var watch = Stopwatch.StartNew();
        await Until.HoldsAsync(async () => await CodeAsync(open, "select count(*) from orders") == "42501", TimeSpan.FromSeconds(5));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
        await admin.PutYamlAsync("config", stack.Plan.Yaml);
        await Until.HoldsAsync(async () => await CodeAsync(open, "select count(*) from orders") is null, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_caller_who_is_taken_out_of_the_configuration_is_cut_off()
    {
        var stack = own.Stack;
        using var admin = stack.Api(Caller.Admin);
        await using var open = await stack.Plan.Shop.OpenAsync(Caller.Doomed);
        var without = string.Join('\n', stack.Plan.Yaml.Split('\n').Where(l => !l.Contains("name: doomed", StringComparison.Ordinal)));

        var put = await admin.PutYamlAsync("config", without);

        Assert.True((int)put.Status < 300, put.ToString());
        await Until.HoldsAsync(async () => await CodeAsync(open, "select 1") is not null, TimeSpan.FromSeconds(5));
        Assert.NotEqual(0, (await stack.Psql(stack.Plan.Shop, Caller.Doomed).RunAsync("select 1")).ExitCode);
        await admin.PutYamlAsync("config", stack.Plan.Yaml);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_written_ends_the_session_with_58030()
    {
        var stack = own.Stack;
        await using var open = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await open.AskAsync("select 1");
        (await Command.RunAsync("prlimit", ["--pid", stack.Agent.Id.ToString(), "--fsize=100:"])).Succeeded();
        try
        {
            var lost = await Assert.ThrowsAsync<PostgresException>(() => open.AskAsync("select * from orders"));
            Assert.True(lost.SqlState == "58030", lost.ToString() + stack.Agent.Output[^3000..]);
        }
        finally
        {
            (await Command.RunAsync("prlimit", ["--pid", stack.Agent.Id.ToString(), "--fsize=unlimited:"])).Succeeded();
        }
        await Until.HoldsAsync(async () => (await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync("select 1")).Out == "1\n");
    }

    [Fact]
    public async Task A_target_that_goes_away_ends_the_session_in_words()
    {
        var stack = own.Stack;
        await using var open = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        var pid = await open.AskAsync("select pg_backend_pid()");

        await stack.Postgres.AskAsync($"select pg_terminate_backend({pid})");

        Assert.NotNull(await CodeAsync(open, "select 1"));
        Assert.Equal("Ada", await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync("select name from customers where id = 1"));
    }

    /// <summary>SQLSTATE of the failure; empty for a broken connection; null for success.</summary>
    static async Task<string?> CodeAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await connection.AskAsync(sql);
            return null;
        }
        catch (PostgresException error)
        {
            return error.SqlState;
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            return "";
        }
    }
}
