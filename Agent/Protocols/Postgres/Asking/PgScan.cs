using System.Collections.Immutable;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Looks for columns that should be masked: by their names, and by what detectors find in a sample of their values. Of the values nothing leaves but the class and the share.</summary>
internal sealed class PgScan(SnapshotHolder snapshots, TimeProvider time, ILogger<PgScan> log)
{
    /// <summary>Time for one part: short enough that people see it go on.</summary>
    private static readonly TimeSpan partLimit = TimeSpan.FromSeconds(3);

    public async Task<ScanPage> RunAsync(ConnectionConfig connection, TableName? after, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        ImmutableArray<PatternDetector> patterns = [.. RuleScope.Of(snapshots.Current!, connection).SelectMany(r => r.Patterns)];
        try
        {
            await using var own = await PgOwnConnection.OpenAsync(connection, PgQuestions.DatabaseOf(connection), "hooplike-scan", ct);
            var tables = await ScanTable.ReadAsync(own, ct);
            var done = after is null ? 0 : tables.TakeWhile(t => !t.IsBehind(after)).Count();
            var findings = ImmutableArray.CreateBuilder<SensitiveFinding>();
            var unread = ImmutableArray.CreateBuilder<UnreadTable>();
            // At least one table a part, or a slow one would never be passed.
            do
            {
                if (done == tables.Count) break;
                var table = tables[done++];
                var (searches, why) = await ScanSample.SearchAsync(own, table, patterns, ct);
                if (why is not null) unread.Add(new UnreadTable(table.Name, why));
                findings.AddRange(Findings(table, searches));
            }
            while (time.GetElapsedTime(begun) < partLimit);
            return new ScanPage(findings.ToImmutable(), done < tables.Count ? tables[done - 1].Name : null, done, tables.Count, unread.ToImmutable());
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            ct.ThrowIfCancellationRequested();
            log.CatalogueNotRead(connection.Name, PgQuestions.DatabaseOf(connection), e);
            throw new AccessRefused(RefusalKind.Unavailable, "the target cannot be read; test the connection to see why", inner: e);
        }
    }

    private static IEnumerable<SensitiveFinding> Findings(ScanTable table, IReadOnlyDictionary<string, ColumnSearch> searches)
    {
        foreach (var column in table.Columns)
        {
            var search = searches.GetValueOrDefault(column.Name);
            var name = new ColumnName(table.Name.Schema, table.Name.Table, column.Name);
            // Values say more than a name, where they say anything.
            if (search?.Best() is { } best) yield return new SensitiveFinding(name, best.Class, column.ClassByName == best.Class, best.Share);
            else if (column.ClassByName is { } byName) yield return new SensitiveFinding(name, byName, ByName: true, search?.ShareOf(byName));
        }
    }
}
