using System.Diagnostics;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Wire;

/// <summary>What PostgreSQL can do beyond question and answer, through the gateway.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task Notifications_reach_a_session_that_only_listens()
    {
        var stack = await SharedStack.GetAsync();
        await using var listener = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
        await using var teller = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Notification += (_, e) => heard.TrySetResult(e.Payload);
        await listener.AskAsync("listen wire");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var waiting = listener.WaitAsync(patience.Token);

        await teller.AskAsync("select pg_notify('wire', 'good news')");

        await waiting;
        Assert.Equal("good news", await heard.Task);
    }

    [Fact]
    public async Task Cancel_stops_a_statement_that_runs_on_the_target()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
        using var cancel = new CancellationTokenSource();
        await using var command = new NpgsqlCommand("select pg_sleep(120) /* to be cancelled */", connection);
        var running = command.ExecuteNonQueryAsync(cancel.Token);
        await Until.HoldsAsync(async () => await stack.Postgres.AskAsync("select count(*) from pg_stat_activity where state = 'active' and query like '%to be cancelled%' and pid <> pg_backend_pid()", "clients") == "1");

        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.Equal(2, await connection.AskAsync("select 2"));
    }

    [Fact]
    public async Task A_client_that_dies_in_the_middle_leaves_nothing_running_on_the_target()
    {
        var stack = await SharedStack.GetAsync();
        await using var client = await stack.Psql(stack.Plan.Workshop, Caller.Analyst).StartAsync("select count(*) /* left alone */ from generate_series(1, 100000000000)");
        await Until.HoldsAsync(async () => await RunningAsync(stack) == "1");

        await client.KillAsync();

        await Until.HoldsAsync(async () => await RunningAsync(stack) == "0");

        static Task<string?> RunningAsync(HoopLikeStack stack) =>
            stack.Postgres.AskAsync("select count(*) from pg_stat_activity where state = 'active' and query like '%left alone%' and pid <> pg_backend_pid()", "clients");
    }

    [Fact]
    public async Task Copy_carries_many_rows_both_ways_unchanged()
    {
        var stack = await SharedStack.GetAsync();
        var workshop = stack.Psql(stack.Plan.Annex, Caller.Analyst);
        await workshop.AskAsync("drop table if exists t_copy, t_copy_back; create table t_copy as select n as id, md5(n::text) || E'\\t\\n\\\\' as word from generate_series(1, 50000) n; create table t_copy_back (id int, word text)");
        using var folder = new TempFolder();

        (await workshop.RunAsync($"\\copy t_copy to '{folder.File("rows")}'", $"\\copy t_copy_back from '{folder.File("rows")}'")).Succeeded();

        Assert.Equal("0", await stack.Postgres.AskAsync("select count(*) from (select * from t_copy except all select * from t_copy_back) d", "clients"));
        Assert.Equal("50000", await stack.Postgres.AskAsync("select count(*) from t_copy_back", "clients"));
    }

    [Fact]
    public async Task A_copy_that_the_client_breaks_off_leaves_no_rows()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Annex.OpenAsync(Caller.Analyst);
        await connection.AskAsync("drop table if exists t_broken; create table t_broken (id int)");
        await using (var import = await connection.BeginBinaryImportAsync("copy t_broken from stdin (format binary)"))
        {
            await import.StartRowAsync();
            await import.WriteAsync(1);
        }

        Assert.Equal(0L, await connection.AskAsync("select count(*) from t_broken"));
    }

    [Fact]
    public async Task Many_sessions_run_side_by_side()
    {
        var stack = await SharedStack.GetAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            await using var connection = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
            await connection.AskAsync("select pg_sleep(0.2)");
            return await connection.AskAsync("select $1::int * 2", n);
        }));

        Assert.Equal(Enumerable.Range(0, 40).Select(n => (object?)(n * 2)), answers);
    }

    [Fact]
    public async Task The_clients_parameters_reach_the_target_and_the_connection_says_which_database()
    {
        var stack = await SharedStack.GetAsync();
        var elsewhere = stack.Psql(stack.Plan.Workshop, Caller.Analyst) with { Database = "shop" };
        var environment = new Dictionary<string, string>(elsewhere.Environment) { ["PGOPTIONS"] = "-c statement_timeout=12345", ["PGAPPNAME"] = "some application" };

        var outcome = await Command.RunAsync("psql", ["-qAtX", "-c", "select current_database(), current_user, current_setting('statement_timeout'), current_setting('application_name')"], environment);

        Assert.Equal("clients|shop_owner|12345ms|some application\n", outcome.Succeeded());
    }

    [Fact]
    public async Task A_large_value_passes_both_ways_in_bounded_memory()
    {
        const int size = 200_000_000;
        var stack = await SharedStack.GetAsync();
        await PassAsync(stack, size);
        var before = Memory(stack.Agent, "VmRSS");

        await PassAsync(stack, size);

        Assert.InRange(Memory(stack.Agent, "VmHWM"), 0, Math.Max(before, 300_000_000) + 250_000_000);
    }

    [FullFact]
    public async Task A_message_of_almost_1_GiB_passes()
    {
        var stack = await SharedStack.GetAsync();

        await PassAsync(stack, 1_000_000_000);

        Assert.InRange(Memory(stack.Agent, "VmHWM"), 0, 700_000_000);
    }

    static async Task PassAsync(HoopLikeStack stack, int size)
    {
        await using var connection = await stack.Plan.Annex.OpenAsync(Caller.Analyst);
        await using var command = new NpgsqlCommand($"select repeat('x', {size})", connection);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess);
        Assert.True(await reader.ReadAsync());
        using var text = reader.GetTextReader(0);
        var buffer = new char[1 << 20];
        long read = 0;
        for (int n; (n = await text.ReadAsync(buffer)) > 0;) read += n;
        Assert.Equal(size, read);
    }

    /// <summary>Bytes, by /proc/PID/status.</summary>
    static long Memory(ChildProcess process, string what) => File.ReadLines($"/proc/{process.Id}/status").Where(l => l.StartsWith(what, StringComparison.Ordinal)).Select(l => long.Parse(l.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024).Single();
}
