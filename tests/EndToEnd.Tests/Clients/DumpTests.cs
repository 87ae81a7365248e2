using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Clients;

public sealed class DumpTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("custom")]
    public async Task A_dump_through_the_gateway_restores_through_the_gateway(string format)
    {
        var stack = await SharedStack.GetAsync();
        var environment = stack.Psql(stack.Plan.Annex, Caller.Analyst).Environment;
        using var folder = new TempFolder();
        var (schema, file) = ("dump_" + format, folder.File("dump"));
        await stack.Psql(stack.Plan.Annex, Caller.Analyst).AskAsync($"""
            drop schema if exists {schema} cascade; create schema {schema};
            create table {schema}.things (id serial primary key, word text, doc jsonb);
            insert into {schema}.things (word, doc) select 'tab\there ' || n, '[1]' from generate_series(1, 5000) n;
            create index on {schema}.things (word); create view {schema}.few as select * from {schema}.things where id < 10;
            """);

        (await Command.RunAsync("pg_dump", ["-n", schema, "-F", format, "-f", file], environment)).Succeeded();
        await stack.Psql(stack.Plan.Annex, Caller.Analyst).AskAsync($"drop schema {schema} cascade");
        var restore = format == "plain" ? ("psql", new[] { "-qX", "-v", "ON_ERROR_STOP=1", "-f", file }) : ("pg_restore", ["-d", "clients", file]);
        (await Command.RunAsync(restore.Item1, restore.Item2, environment)).Succeeded();

        Assert.Equal("5000", await stack.Postgres.AskAsync($"select count(*) from {schema}.things where word like 'tab%'", "clients"));
        Assert.Equal("9", await stack.Postgres.AskAsync($"select count(*) from {schema}.few", "clients"));
    }

    [Fact]
    public async Task A_dump_of_masked_tables_holds_masked_values()
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await Command.RunAsync("pg_dump", ["-t", "public.customers", "--data-only"], stack.Psql(stack.Plan.Shop, Caller.Analyst).Environment);

        Assert.Contains("Ada", outcome.Succeeded(), StringComparison.Ordinal);
        Assert.All(ShopSchema.Markers, marker => Assert.DoesNotContain(marker, outcome.Out, StringComparison.Ordinal));
    }
}
