using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Reads a bounded sample of one table's values straight into the detectors.</summary>
internal static class ScanSample
{
    private const int RowLimit = 300;
    /// <summary>Characters of one value: what is sensitive stands at the beginning, or is found in other rows.</summary>
    private const int ValueLimit = 4000;
    /// <summary>A statement has a result of up to 1,664 columns; wide rows are read in parts so that none takes much memory.</summary>
    private const int ColumnsAtOnce = 50;
    /// <summary>Below this it is as quick to read the first rows as to sample.</summary>
    private const double SampleFrom = 20_000;

    /// <returns>By column. And why no value could be read; null where all could.</returns>
    public static async Task<(Dictionary<string, ColumnSearch> Searches, string? Why)> SearchAsync(PgOwnConnection own, ScanTable table, ImmutableArray<PatternDetector> patterns, CancellationToken ct)
    {
        var searches = new Dictionary<string, ColumnSearch>(StringComparer.Ordinal);
        Func<ScanColumn, ColumnSearch> begin = column => new ColumnSearch(column.Kind == ScanKind.Number, patterns);
        foreach (var columns in table.Columns.Where(c => c.Kind != ScanKind.NameOnly).Chunk(ColumnsAtOnce))
        {
            try
            {
                if (await ReadAsync(own, table, columns, searches, begin, isSampled: table.CanSample && table.Rows >= SampleFrom, ct) == 0 && table.Rows >= SampleFrom)
                    await ReadAsync(own, table, columns, searches, begin, isSampled: false, ct);
            }
            catch (PostgresException e)
            {
                await EndAsync(own, ct);
                return (searches, Why(e.SqlState));
            }
        }
        return (searches, null);
    }

    private static async Task<int> ReadAsync(PgOwnConnection own, ScanTable table, ScanColumn[] columns, Dictionary<string, ColumnSearch> searches, Func<ScanColumn, ColumnSearch> begin, bool isSampled, CancellationToken ct)
    {
        await using var batch = own.Batch(
            "begin read only", "set local statement_timeout = '3s'", "set local lock_timeout = '500ms'", "set local search_path = pg_catalog", Select(table, columns, isSampled), "commit");
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var column in columns) searches[column.Name] = begin(column);
        var rows = 0;
        for (; await reader.ReadAsync(ct); rows++)
        {
            for (var i = 0; i < columns.Length; i++)
                if (!await reader.IsDBNullAsync(i, ct)) searches[columns[i].Name].Add(reader.GetString(i));
        }
        return rows;
    }

    private static string Select(ScanTable table, ScanColumn[] columns, bool isSampled)
    {
        var values = string.Join(", ", columns.Select(c => $"pg_catalog.left({PgName.Quote(c.Name)}::pg_catalog.text, {ValueLimit})"));
        // Three times the rows that are wanted, in percent: pages differ.
        var percent = isSampled ? Math.Clamp(RowLimit * 300.0 / table.Rows, 0.001, 100) : 100;
        var sample = isSampled ? string.Create(CultureInfo.InvariantCulture, $" tablesample system ({percent:0.######})") : "";
        return $"select {values} from {PgName.Quote(table.Name)}{sample} limit {RowLimit}";
    }

    /// <summary>After an error the transaction is open still.</summary>
    private static async Task EndAsync(PgOwnConnection own, CancellationToken ct)
    {
        await using var rollback = own.Batch("rollback");
        await rollback.ExecuteNonQueryAsync(ct);
    }

    private static string Why(string state) => state switch
    {
        "42501" => "the gateway's user may not read it",
        "57014" => "reading it took too long",
        "55P03" => "it was locked",
        _ => $"the target refused it ({state})",
    };
}
