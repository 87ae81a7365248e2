using Npgsql;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Npgsql through a gateway: it prepares, binds and reads binary, as most .NET programs do.</summary>
static class Npgsqls
{
    public static string ConnectionString(this Gateway gateway, Caller caller, string more = "") =>
        $"Host=127.0.0.1;Port={gateway.Port};Username=somebody;Password={caller.Key};Database={gateway.Database};SSL Mode=Require;Pooling=false;Timeout=30;Command Timeout=90;Include Error Detail=true;{more}";

    public static async Task<NpgsqlConnection> OpenAsync(this Gateway gateway, Caller caller, string more = "")
    {
        var connection = new NpgsqlConnection(gateway.ConnectionString(caller, more));
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<object?> AskAsync(this NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Every row, each as an array of boxed values.</summary>
    public static async Task<List<object[]>> RowsAsync(this NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }
}
