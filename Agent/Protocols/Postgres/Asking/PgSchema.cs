using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Tables, views and their columns, with the masking rules that are in force for them.</summary>
internal sealed class PgSchema(CatalogueHolder catalogues, SnapshotHolder snapshots, ILogger<PgSchema> log)
{
    /// <summary>Partitions are left out: people know the table that they are parts of, and rules count for both.</summary>
    private const string Columns =
        """
        select n.nspname::text, c.relname::text, c.relkind::text, c.oid, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
          and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg\_temp\_%' and n.nspname not like 'pg\_toast\_temp\_%'
        order by n.nspname, c.relname, a.attnum
        """;

    public async Task<TargetSchema> ReadAsync(ConnectionConfig connection, string? filter, CancellationToken ct)
    {
        var database = PgQuestions.DatabaseOf(connection);
        // Names first: what is made between the two readings has no mark, rather than a column's mark being another's.
        var rows = await RowsAsync(connection, database, ct);
        var catalogue = await catalogues.RefreshAsync(connection, database, ct);
        var marks = new ColumnMarks(snapshots.Current!, connection, catalogue);
        var tables = rows.GroupBy(r => r.TableOid).Select(g => TableOf(g, marks)).Where(t => Has(t, filter));
        return Fitting(database, tables);
    }

    private async Task<List<Row>> RowsAsync(ConnectionConfig connection, string database, CancellationToken ct)
    {
        try
        {
            await using var own = await PgOwnConnection.OpenAsync(connection, database, "hooplike-schema", ct);
            await using var batch = own.Batch("begin read only", "set local statement_timeout = '20s'", Columns, "commit");
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var rows = new List<Row>();
            while (await reader.ReadAsync(ct)) rows.Add(Row.Of(reader));
            return rows;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            ct.ThrowIfCancellationRequested();
            log.CatalogueNotRead(connection.Name, database, e);
            throw new AccessRefused(RefusalKind.Unavailable, "the target's schema cannot be read; test the connection to see why", inner: e);
        }
    }

    private static TargetTable TableOf(IGrouping<uint, Row> rows, ColumnMarks marks)
    {
        var first = rows.First();
        return new TargetTable(first.Schema, first.Table, KindOf(first.Kind), [.. rows.Where(r => r.Column is not null).Select(r => new TargetColumn(r.Column!, r.Type!, marks.RuleOf(r.TableOid, r.Number)))]);
    }

    private static TargetSchema Fitting(string database, IEnumerable<TargetTable> tables)
    {
        var fitting = ImmutableArray.CreateBuilder<TargetTable>();
        var (room, leftOut) = (AgentReply.SizeLimit, 0);
        foreach (var table in tables)
        {
            if (room > 0) room -= JsonSerializer.SerializeToUtf8Bytes(table, SnapshotJson.Plain).Length;
            if (room > 0) fitting.Add(table);
            else leftOut++;
        }
        return new TargetSchema(database, fitting.ToImmutable(), leftOut);
    }

    private static bool Has(TargetTable table, string? filter) =>
        string.IsNullOrWhiteSpace(filter)
        || $"{table.Schema}.{table.Name}".Contains(filter.Trim(), StringComparison.OrdinalIgnoreCase)
        || table.Columns.Any(c => $"{table.Schema}.{table.Name}.{c.Name}".Contains(filter.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string KindOf(char kind) => kind switch
    {
        'v' => "view",
        'm' => "materialized view",
        'f' => "foreign table",
        _ => "table",
    };

    private sealed record Row(string Schema, string Table, char Kind, uint TableOid, short Number, string? Column, string? Type)
    {
        public static Row Of(NpgsqlDataReader r) => r.IsDBNull(4)
            ? new Row(r.GetString(0), r.GetString(1), r.GetString(2)[0], r.GetFieldValue<uint>(3), 0, null, null)
            : new Row(r.GetString(0), r.GetString(1), r.GetString(2)[0], r.GetFieldValue<uint>(3), r.GetInt16(4), r.GetString(5), r.GetString(6));
    }
}
