using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>
/// Two databases that differ in nothing but the values of masked columns. Whatever random query may run there under a rule that refuses predicates: what comes back in the clear must be the same in both, and so must
/// be the number of rows and the error, or something of a masked value got through.
/// </summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class LineageDifferentialTests(PrivatePostgres server, ITestOutputHelper output)
{
    private const int Schemas = 10;

    private static int QueriesPerSchema => Environment.GetEnvironmentVariable("HOOPLIKE_QUERIES") is { Length: > 0 } count ? int.Parse(count, CultureInfo.InvariantCulture) : Environment.GetEnvironmentVariable("HOOPLIKE_FULL_TESTS") == "1" ? 10_000 : 1_000;

    [Fact]
    public async Task What_is_shown_in_the_clear_does_not_depend_on_masked_values()
    {
        var count = new Count();
        for (var seed = 1; seed <= Schemas; seed++) await TrySchemaAsync(seed, count);
        output.WriteLine($"{count.Made} queries made, {count.Refused} refused, {count.Invalid} not valid SQL, {count.Ran} ran; {count.Clear} columns clear, {count.Masked} masked, of which {count.MaskedAlike} were alike in both databases");
        Assert.True(count.Ran > count.Made / 3, "Too few of the queries say anything.");
        Assert.True(count.Clear > count.Ran / 2, "Nearly everything is masked.");
    }

    private async Task TrySchemaAsync(int seed, Count count)
    {
        var schema = new MadeSchema(seed);
        var (first, second) = ($"lineage_{seed}_a", $"lineage_{seed}_b");
        await server.ExecuteAsync($"create database {first}");
        await using (var target = await OpenAsync(first)) await RunAsync(target, schema.Definition);
        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync($"create database {second} template {first}");
        await using var a = await OpenAsync(first);
        await using var b = await OpenAsync(second);
        await RunAsync(a, schema.Values(1));
        await RunAsync(b, schema.Values(2));

        var connection = Dialling.Connection(server.Port, database: first);
        var catalogue = await new PgCatalogueReader(NullLogger<PgCatalogueReader>.Instance).ReadAsync(connection, first, CancellationToken.None);
        var masking = new SessionMasking(new AgentSnapshot { Version = 1, ConsoleAddress = "http://localhost", MaskingRules = [schema.Rule] }, connection, new CallerIdentity("ann", CallerKind.Human, [], "token"), catalogue);
        var analyzer = new SqlAnalyzer();
        for (var i = 0; i < QueriesPerSchema; i++)
        {
            var sql = new QueryMaker((seed * 1_000_003) + i, schema.Relations, schema.IsMasked).Statement();
            count.Made++;
            var statement = masking.For(analyzer.Analyze(sql));
            if (statement.Refusal is not null)
            {
                count.Refused++;
                continue;
            }
            var (left, right) = (await AnswerAsync(a, sql, statement), await AnswerAsync(b, sql, statement));
            if (left.Error is "57014" || right.Error is "57014") continue;
            if (left.Error is "42883" or "42601" or "42703" or "42804" or "42P18" or "42803" or "42725" or "42702" or "42846" or "22P02" or "42P10" or "42P19" or "42P20" or "42704" && left.Error == right.Error)
            {
                count.Invalid++;
                continue;
            }
            count.Ran++;
            Assert.True(left.Error == right.Error, $"seed {seed}, query {i}: {left.Error ?? "no error"} and {right.Error ?? "no error"}\n{sql}");
            Assert.True(left.Rows.Count == right.Rows.Count, $"seed {seed}, query {i}: {left.Rows.Count} and {right.Rows.Count} rows\n{sql}");
            Assert.True(left.Clear().SequenceEqual(right.Clear()), $"seed {seed}, query {i}: clear columns ({string.Join(", ", left.IsClear)}) differ\n{sql}\n{string.Join("\n", left.Clear().Except(right.Clear()).Take(3))}\n--\n{string.Join("\n", right.Clear().Except(left.Clear()).Take(3))}");
            count.Add(left, right);
        }
        await a.CloseAsync();
        await b.CloseAsync();
        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync($"drop database {first}");
        await server.ExecuteAsync($"drop database {second}");
    }

    private static async Task<Answer> AnswerAsync(NpgsqlConnection target, string sql, StatementMasking statement)
    {
        // Writes leave both databases as they were.
        await using var transaction = sql.Contains("returning", StringComparison.Ordinal) ? await target.BeginTransactionAsync() : null;
        await using var command = new NpgsqlCommand(sql, target, transaction) { AllResultTypesAreUnknown = true };
        var answer = new Answer();
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var columns = reader.GetColumnSchema().Select(c => new ResultColumn(c.TableOID, c.ColumnAttributeNumber ?? 0, c.TypeOID, 0)).ToArray();
            var mask = statement.PlanResult(0, columns);
            answer.IsClear = [.. Enumerable.Range(0, columns.Length).Select(i => mask.Columns[i] is null)];
            while (await reader.ReadAsync()) answer.Rows.Add([.. Enumerable.Range(0, columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }
        catch (PostgresException e)
        {
            answer.Error = e.SqlState;
            answer.Rows.Clear();
        }
        if (transaction is not null) await transaction.RollbackAsync();
        return answer;
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, MaxAutoPrepare = 0, Options = "-c statement_timeout=2000" }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection target, string sql)
    {
        await using var command = new NpgsqlCommand(sql, target);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Answer
    {
        public string? Error { get; set; }

        public List<string?[]> Rows { get; } = [];

        public ImmutableArray<bool> IsClear { get; set; } = [];

        public IEnumerable<string> Clear() => Rows.Select(r => string.Join("|", r.Where((_, i) => IsClear[i]).Select(v => v ?? "∅"))).Order(StringComparer.Ordinal);

        public IEnumerable<string?> Column(int index) => Rows.Select(r => r[index]).Order(StringComparer.Ordinal);
    }

    private sealed class Count
    {
        public int Made { get; set; }

        public int Refused { get; set; }

        public int Invalid { get; set; }

        public int Ran { get; set; }

        public int Clear { get; private set; }

        public int Masked { get; private set; }

        public int MaskedAlike { get; private set; }

        public void Add(Answer left, Answer right)
        {
            if (left.Rows.Count == 0) return;
            for (var i = 0; i < left.IsClear.Length; i++)
            {
                if (left.IsClear[i]) Clear++;
                else
                {
                    Masked++;
                    if (left.Column(i).SequenceEqual(right.Column(i))) MaskedAlike++;
                }
            }
        }
    }
}
