using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

[Collection(PrivatePostgresCollection.Name)]
public sealed class RowEstimatorTests(PrivatePostgres server) : IAsyncLifetime
{
    private const string Schema =
        """
        drop schema if exists est cascade;
        create schema est;
        create table est.t (id int primary key, v int);
        insert into est.t select i, i from generate_series(1, 1000) i;
        analyze est.t;
        create table est.traces (n int);
        create function est.trace() returns int language plpgsql immutable as $$ begin insert into est.traces values (1); return 1; end $$;
        create function est.slow() returns int language plpgsql immutable as $$ begin perform pg_sleep(600); return 1; end $$;
        create view est.tracing as select * from est.t where v = est.trace();
        create view est.above as select * from est.tracing;
        """;

    private static readonly SqlAnalyzer analyzer = new();

    public Task InitializeAsync() => server.ExecuteAsync(Schema);

    public Task DisposeAsync() => server.ExecuteAsync("drop schema est cascade");

    [Theory]
    [InlineData("select * from est.t", 1000)]
    [InlineData("select * from est.t where id = 5;", 1)]
    [InlineData("delete from est.t", 1000)]
    [InlineData("update est.t set v = v + 1 where id <= 500", 500)]
    [InlineData("insert into est.t values (2000, 1), (2001, 2)", 2)]
    [InlineData("with gone as (delete from est.t returning *) select count(*) from gone", 1000)]
    [InlineData("select lower('X') from est.t", 1000)]
    public async Task The_planner_says_how_many_rows(string sql, long expected) => Assert.Equal(expected, await EstimateAsync(sql));

    [Theory]
    [InlineData("select 1; delete from est.t")]
    [InlineData("truncate est.t")]
    [InlineData("explain analyze delete from est.t")]
    [InlineData("select * from est.t where id = $1")]
    [InlineData("select * from est.missing")]
    [InlineData("this is no SQL")]
    [InlineData("do $$ begin delete from est.t; end $$")]
    public async Task What_cannot_be_planned_has_no_estimate(string sql) => Assert.Null(await EstimateAsync(sql));

    [Theory]
    [InlineData("delete from est.t where id = est.trace()")]
    [InlineData("select * from est.tracing")]
    [InlineData("select * from est.above")]
    [InlineData("select * from est.t where v = est.slow()")]
    public async Task Code_of_somebodys_is_not_run_while_planning(string sql)
    {
        Assert.Null(await EstimateAsync(sql));
        Assert.Equal(0L, await CountAsync("select count(*) from est.traces"));
    }

    [Fact]
    public async Task Nothing_is_run()
    {
        await EstimateAsync("delete from est.t");
        await EstimateAsync("with gone as (delete from est.t returning *) select count(*) from gone");
        Assert.Equal(1000L, await CountAsync("select count(*) from est.t"));
    }

    [Fact]
    public async Task A_target_out_of_reach_gives_none() => Assert.Null(await Estimator().EstimateAsync(Dialling.Connection(1), "postgres", analyzer.Analyze("select 1"), CancellationToken.None));

    [Fact]
    public async Task A_locked_table_does_not_hold_the_ticket_up()
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("lock table est.t in access exclusive mode", connection, transaction);
        await locking.ExecuteNonQueryAsync();
        Assert.Null(await EstimateAsync("select * from est.t"));
    }

    private Task<long?> EstimateAsync(string sql) => Estimator().EstimateAsync(Dialling.Connection(server.Port, "app"), "postgres", analyzer.Analyze(sql), CancellationToken.None).WaitAsync(Some.Patience);

    private static RowEstimator Estimator() =>
        new(new CatalogueHolder(new PgCatalogueReader(NullLogger<PgCatalogueReader>.Instance).ReadAsync, TimeProvider.System), NullLogger<RowEstimator>.Instance);

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
