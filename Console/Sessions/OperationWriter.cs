using System.Globalization;
using System.Text.Json;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Writes operations by the thousand in one statement: a benchmark through an agent makes tens of thousands a second.</summary>
internal static class OperationWriter
{
    private const string Sqlite = """
        insert or ignore into operations ("SessionId", "Sequence", "Number", "At", "Text", "Kinds", "Tables", "Verdict", "Policy")
        select upper(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8 from json_each({0})
        """;

    private const string Postgres = """
        insert into operations ("SessionId", "Sequence", "Number", "At", "Text", "Kinds", "Tables", "Verdict", "Policy")
        select (value ->> 0)::uuid, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::timestamptz, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
        from jsonb_array_elements({0}::jsonb) as value on conflict do nothing
        """;

    private static readonly JsonSerializerOptions plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(ConsoleDb db, IReadOnlyCollection<OperationEntity> operations, CancellationToken cancellationToken)
    {
        if (operations.Count == 0) return;
        var isPostgres = db is PostgresConsoleDb;
        var rows = operations.Select(o => new object?[]
        {
            o.SessionId.ToString(), o.Sequence, o.Number, isPostgres ? o.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : o.At.UtcTicks,
            o.Text, JsonColumn.Write(o.Kinds), JsonColumn.Write(o.Tables), o.Verdict, o.Policy,
        });
        await db.Database.ExecuteSqlRawAsync(isPostgres ? Postgres : Sqlite, [JsonSerializer.Serialize(rows, plain)], cancellationToken);
    }
}
