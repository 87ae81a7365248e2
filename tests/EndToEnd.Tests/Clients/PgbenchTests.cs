using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Clients;

public sealed class PgbenchTests
{
    const string Pgbench = "/usr/lib/postgresql/15/bin/pgbench";

    [Fact]
    public async Task Pgbench_fills_its_tables_and_runs_in_all_three_query_modes()
    {
        var stack = await SharedStack.GetAsync();
        var environment = stack.Psql(stack.Plan.Annex, Caller.Analyst).Environment;
        (await Command.RunAsync(Pgbench, ["-i", "-q", "-s", "1"], environment)).Succeeded();

        foreach (var mode in new[] { "simple", "extended", "prepared" })
        {
            var outcome = await Command.RunAsync(Pgbench, ["-n", "-M", mode, "-c", "4", "-j", "2", "-t", "100"], environment);
            Assert.Contains("transactions actually processed: 400/400", outcome.Succeeded(), StringComparison.Ordinal);
        }

        Assert.Equal("1200", await stack.Postgres.AskAsync("select count(*) from pgbench_history", "clients"));
    }

    [Fact]
    public async Task Pipelined_statements_of_pgbench_come_back_in_order()
    {
        var stack = await SharedStack.GetAsync();
        using var folder = new TempFolder();
        var script = folder.File("pipeline.sql");
        await File.WriteAllTextAsync(script, """
            \startpipeline
            select 1 as a;
            select 2 as b;
            select 3 as c;
            \endpipeline
            """);

        var outcome = await Command.RunAsync(Pgbench, ["-n", "-M", "extended", "-f", script, "-c", "2", "-t", "50"], stack.Psql(stack.Plan.Annex, Caller.Analyst).Environment);

        Assert.Contains("transactions actually processed: 100/100", outcome.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("number of failed transactions: 0", outcome.Out, StringComparison.Ordinal);
    }
}
