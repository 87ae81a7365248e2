using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Clients;

public sealed class NpgsqlTests
{
    [Fact]
    public async Task Prepared_and_unprepared_commands_batches_and_binary_copy_work()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
        await connection.AskAsync("drop table if exists t_npgsql");
        await connection.AskAsync("create table t_npgsql (id int primary key, word text, at timestamptz, tags int[])");

        await using (var import = await connection.BeginBinaryImportAsync("copy t_npgsql (id, word, tags) from stdin (format binary)"))
        {
            for (var n = 0; n < 1000; n++)
            {
                await import.StartRowAsync();
                await import.WriteAsync(n);
                await import.WriteAsync("word " + n);
                await import.WriteAsync(new[] { n, n }, NpgsqlDbType.Array | NpgsqlDbType.Integer);
            }
            await import.CompleteAsync();
        }
        await using (var prepared = new NpgsqlCommand("select word from t_npgsql where id = $1", connection) { Parameters = { new NpgsqlParameter<int>() } })
        {
            await prepared.PrepareAsync();
            for (var n = 0; n < 20; n++)
            {
                ((NpgsqlParameter<int>)prepared.Parameters[0]).TypedValue = n;
                Assert.Equal("word " + n, await prepared.ExecuteScalarAsync());
            }
        }
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select 1"), new("select tags from t_npgsql where id = 5"), new("select count(*) from t_npgsql") } };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        Assert.Equal([5, 5], reader.GetFieldValue<int[]>(0));
        await reader.NextResultAsync();
        await reader.ReadAsync();
        Assert.Equal(1000L, reader.GetInt64(0));
    }

    [Fact]
    public async Task A_failing_batch_rolls_back_what_it_did_and_leaves_the_connection_usable()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Workshop.OpenAsync(Caller.Analyst);
        await connection.AskAsync("create temp table t_batch (id int primary key)");
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("insert into t_batch values (1)"), new("insert into t_batch values (1)"), new("insert into t_batch values (2)") } };

        var error = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());

        Assert.Equal("23505", error.SqlState);
        Assert.Equal(0L, await connection.AskAsync("select count(*) from t_batch"));
    }

    [Fact]
    public async Task Masked_values_come_as_the_column_type_or_null_in_binary()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await using var command = new NpgsqlCommand("select name, email, ssn, phone, salary, born, card from customers where id = $1", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = 1 } } };
        await command.PrepareAsync();

        for (var again = 0; again < 3; again++)
        {
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal("Ada", reader.GetString(0));
            Assert.EndsWith(ShopSchema.Email[^4..], reader.GetString(1), StringComparison.Ordinal);
            Assert.EndsWith(ShopSchema.Ssn[^4..], reader.GetString(2), StringComparison.Ordinal);
            Assert.True(reader.IsDBNull(4));
            Assert.True(reader.IsDBNull(5));
            for (var column = 1; column < 7; column++)
                if (!reader.IsDBNull(column)) Assert.DoesNotContain(reader.GetString(column), ShopSchema.Markers);
        }
    }
}
