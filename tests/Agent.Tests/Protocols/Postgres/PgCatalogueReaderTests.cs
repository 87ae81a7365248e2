using System.Diagnostics;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

[Collection(PrivatePostgresCollection.Name)]
public sealed class PgCatalogueReaderTests(PrivatePostgres server, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Schema =
        """
        drop schema if exists cat cascade;
        create schema cat;
        create table cat.people (id int primary key, gone text, name text, ssn text, twice int generated always as (id * 2) stored);
        alter table cat.people drop column gone;
        create table cat.staff (pay int) inherits (cat.people);
        create table cat.log (at date) partition by range (at);
        create table cat.log_1 partition of cat.log for values from ('2020-01-01') to ('2030-01-01');
        create view cat.some_columns as select id, name as label from cat.people where ssn > '';
        create view cat.whole_row as select p.id, p from cat.people p;
        create view cat.counted as select count(*) from cat.people;
        create view cat.statistics as select starelid from pg_statistic;
        create materialized view cat.kept as select name from cat.people;
        create function cat.peek(int) returns text language sql as $$ select ssn from cat.people where id = $1 $$;
        create view cat.peeking as select cat.peek(1);
        create function cat.eq(int, text) returns bool language sql as $$ select true $$;
        create operator cat.=== (leftarg = int, rightarg = text, function = cat.eq);
        create view cat.operating as select 1 operator(cat.===) 'x' as same;
        create domain cat.label as text;
        create sequence cat.counter;
        """;

    public Task InitializeAsync() => server.ExecuteAsync(Schema);

    public Task DisposeAsync() => server.ExecuteAsync("drop schema cat cascade");

    [Fact]
    public async Task Tables_have_their_live_columns_with_numbers_and_types()
    {
        var people = Relation(await ReadAsync(), "people");
        Assert.Equal('r', people.Kind);
        Assert.Equal([(1, "id"), (3, "name"), (4, "ssn"), (5, "twice")], people.Columns.Select(c => ((int)c.Number, c.Name)));
        Assert.Equal(25u, people.Columns[2].TypeOid);
        Assert.Equal(["twice"], people.Columns.Where(c => c.IsGenerated).Select(c => c.Name));
    }

    [Fact]
    public async Task Children_and_partitions_name_their_parents()
    {
        var catalogue = await ReadAsync();
        Assert.Equal(Relation(catalogue, "people").Oid, Assert.Single(Relation(catalogue, "staff").Parents));
        Assert.Equal(Relation(catalogue, "log").Oid, Assert.Single(Relation(catalogue, "log_1").Parents));
        Assert.Equal('p', Relation(catalogue, "log").Kind);
    }

    [Theory]
    [InlineData("some_columns", new short[] { 1, 3, 4 })]
    [InlineData("whole_row", new short[] { 0, 1 })]
    [InlineData("counted", new short[] { 0 })]
    [InlineData("kept", new short[] { 3 })]
    public async Task Views_depend_on_the_columns_that_they_use(string view, short[] columns)
    {
        var catalogue = await ReadAsync();
        var people = Relation(catalogue, "people").Oid;
        Assert.Equal(columns, Relation(catalogue, view).DependsOn.Where(d => d.RelationOid == people).Select(d => d.Number).Order());
    }

    [Fact]
    public async Task A_view_on_what_initdb_made_depends_on_its_whole_row()
    {
        var catalogue = await ReadAsync();
        var statistics = catalogue.Relations.Values.Single(r => r is { Schema: "pg_catalog", Name: "pg_statistic" }).Oid;
        Assert.Contains(new CatalogueColumnId(statistics, 0), Relation(catalogue, "statistics").DependsOn);
    }

    [Fact]
    public async Task Views_that_run_code_of_somebodys_say_so()
    {
        var catalogue = await ReadAsync();
        Assert.Equal(["operating", "peeking"], catalogue.Relations.Values.Where(r => r.Schema == "cat" && r.RunsUserCode).Select(r => r.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_of_functions_operators_and_string_types_are_told_apart()
    {
        var catalogue = await ReadAsync();
        Assert.Contains("lower", (IReadOnlySet<string>)catalogue.BuiltinFunctions);
        Assert.DoesNotContain("lower", (IReadOnlySet<string>)catalogue.UserFunctions);
        Assert.Contains("peek", (IReadOnlySet<string>)catalogue.UserFunctions);
        Assert.DoesNotContain("peek", (IReadOnlySet<string>)catalogue.BuiltinFunctions);
        Assert.Contains("===", (IReadOnlySet<string>)catalogue.UserOperators);
        Assert.DoesNotContain("=", (IReadOnlySet<string>)catalogue.UserOperators);
        Assert.NotEmpty(catalogue.StringTypes);
    }

    [Fact]
    public async Task The_systems_own_relations_are_there()
    {
        var catalogue = await ReadAsync();
        Assert.Contains(catalogue.Relations.Values, r => r is { Schema: "pg_catalog", Name: "pg_stats", Kind: 'v' });
        Assert.Contains(catalogue.Relations.Values, r => r is { Schema: "information_schema", Name: "columns" });
        Assert.Equal('S', Relation(catalogue, "counter").Kind);
        Assert.Equal('m', Relation(catalogue, "kept").Kind);
    }

    [Fact]
    public async Task Two_readings_of_one_schema_are_the_same_and_a_changed_one_is_not()
    {
        var before = await ReadAsync();
        Assert.True(CatalogueComparison.AreSame(before, await ReadAsync()));
        await server.ExecuteAsync("alter table cat.people rename column ssn to number");
        Assert.False(CatalogueComparison.AreSame(before, await ReadAsync()));
    }

    [Theory]
    [InlineData(TargetTlsMode.Disable)]
    [InlineData(TargetTlsMode.Prefer)]
    [InlineData(TargetTlsMode.Require)]
    [InlineData(TargetTlsMode.VerifyFull)]
    public async Task It_signs_in_as_sessions_do(TargetTlsMode tls)
    {
        var catalogue = await ReadAsync(Dialling.Connection(server.Port, tls == TargetTlsMode.Disable ? "by_md5" : "by_scram_tls", PrivatePostgres.Password, tls, server.Authority.Pem));
        Assert.NotEmpty(catalogue.Relations);
    }

    [Fact]
    public async Task It_checks_the_certificate_as_sessions_do()
    {
        await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: new TestAuthority("Another").Pem));
        await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: server.Authority.Pem, host: "127.0.0.2"));
    }

    [Fact]
    public async Task A_target_out_of_reach_is_told_without_its_address()
    {
        await RefusedAsync(Dialling.Connection(1));
        await RefusedAsync(Dialling.Connection(server.Port, "by_scram", "wrong"));
        await RefusedAsync(Dialling.Connection(server.Port, database: "nowhere"));
    }

    [Fact]
    public async Task A_thousand_tables_are_read_in_a_moment()
    {
        await server.ExecuteAsync("create database many");
        var connection = Dialling.Connection(server.Port, "app", database: "many");
        var many = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "many", Pooling = false, CommandTimeout = 120 };
        await using (var own = new Npgsql.NpgsqlConnection(many.ConnectionString))
        {
            await own.OpenAsync();
            for (var from = 0; from < 1_000; from += 500)
            {
                await using var make = new Npgsql.NpgsqlCommand($"do $$ begin for i in {from}..{from + 499} loop execute format('create table t%s (id int, a text, b text, c int, d date, e text, f numeric, g bool)', i); end loop; end $$", own);
                await make.ExecuteNonQueryAsync();
            }
        }
        var watch = Stopwatch.StartNew();
        var catalogue = await ReadAsync(connection);
        output.WriteLine($"1,000 tables, 8,000 columns: {watch.ElapsedMilliseconds} ms");
        Assert.True(catalogue.Relations.Count > 1_000);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        await server.ExecuteAsync("drop database many with (force)");
    }

    private Task<TargetCatalogue> ReadAsync(ConnectionConfig? connection = null) =>
        new PgCatalogueReader(NullLogger<PgCatalogueReader>.Instance).ReadAsync(connection ?? Dialling.Connection(server.Port, "app"), "postgres", CancellationToken.None).WaitAsync(Some.Patience);

    private async Task RefusedAsync(ConnectionConfig connection)
    {
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => ReadAsync(connection));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.DoesNotContain(connection.Target.Host, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(connection.Credential.Username, refused.Message, StringComparison.Ordinal);
    }

    private static CatalogueRelation Relation(TargetCatalogue catalogue, string name) => catalogue.Relations.Values.Single(r => r.Schema == "cat" && r.Name == name);
}
