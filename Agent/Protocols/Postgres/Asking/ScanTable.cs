using System.Collections.Immutable;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Detectors;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>How a column's values are searched: as text, as numbers, or by its name alone.</summary>
internal enum ScanKind { NameOnly, Text, Number }

/// <param name="Category">pg_type.typcategory: S text, D times, N numbers, B truth values, U others.</param>
internal sealed record ScanColumn(string Name, char Category, ScanKind Kind)
{
    /// <summary>What its name suggests, where values of its type can be that.</summary>
    public string? ClassByName => ColumnNames.ClassOf(Name) is { } name && Category switch
    {
        'B' => false,
        'D' or 'T' => name == "birth-date",
        'N' => name is "us-ssn" or "payment-card" or "phone" or "passport" or "tax-id" or "salary" or "iban" or "birth-date" or "password",
        _ => true,
    } ? name : null;
}

/// <summary>A table with the columns to search.</summary>
/// <param name="Rows">As the server last counted them; negative when it never did.</param>
/// <param name="CanSample">TABLESAMPLE works on it.</param>
internal sealed record ScanTable(TableName Name, double Rows, bool CanSample, ImmutableArray<ScanColumn> Columns)
{
    /// <summary>Views show what tables hold, and partitions and children hold what their parents show: neither is searched twice. Materialised views over masked columns are masked whole.</summary>
    public const string Query =
        """
        select n.nspname::text, c.relname::text, c.reltuples::float8, c.relkind in ('r', 'p'), a.attname::text, t.typcategory::text,
          case when t.typcategory = 'S' or t.typname in ('json', 'jsonb', 'xml', 'hstore') or (t.typcategory = 'A' and e.typcategory = 'S') then 1
               when coalesce(nullif(t.typbasetype, 0), t.oid) in (20, 701, 1700) then 2 else 0 end
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
        join pg_catalog.pg_type t on t.oid = a.atttypid
        left join pg_catalog.pg_type e on e.oid = t.typelem
        where c.relkind in ('r', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
          and n.nspname not like 'pg\_temp\_%' and n.nspname not like 'pg\_toast\_temp\_%'
        order by n.nspname collate "C", c.relname collate "C", a.attnum
        """;

    /// <summary>In the order in which a scan goes through them.</summary>
    public static async Task<List<ScanTable>> ReadAsync(PgOwnConnection own, CancellationToken ct)
    {
        await using var batch = own.Batch("begin read only", "set local statement_timeout = '10s'", Query, "commit");
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<(TableName Table, double Rows, bool CanSample, ScanColumn Column)>();
        while (await reader.ReadAsync(ct))
            rows.Add((new TableName(reader.GetString(0), reader.GetString(1)), reader.GetDouble(2), reader.GetBoolean(3), new ScanColumn(reader.GetString(4), reader.GetString(5)[0], (ScanKind)reader.GetInt32(6))));
        return [.. rows.GroupBy(r => r.Table).Select(g => new ScanTable(g.Key, g.First().Rows, g.First().CanSample, [.. g.Select(r => r.Column)]))];
    }

    public bool IsBehind(TableName place)
    {
        var schema = PgOrder.Compare(Name.Schema, place.Schema);
        return schema > 0 || (schema == 0 && PgOrder.Compare(Name.Table, place.Table) > 0);
    }
}

/// <summary>Order of names as the server's collation C has it: by UTF-8 bytes.</summary>
internal static class PgOrder
{
    public static int Compare(string a, string b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
}
