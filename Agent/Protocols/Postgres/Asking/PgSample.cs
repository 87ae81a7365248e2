using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Reads a few values of a column for somebody in the console, past no gate: the viewer is admitted, the statement is decided and its answer is masked as in a session of the viewer's.</summary>
internal sealed class PgSample(AccessGate access, CatalogueHolder catalogues, SqlAnalyzer analyzer, SnapshotHolder snapshots, TimeProvider time, ILogger<PgSample> log)
{
    private const int RowLimit = 200;
    private const int ValueLimit = 5;
    /// <summary>Characters shown of one value.</summary>
    private const int TextLimit = 200;

    public async Task<ColumnSample> ReadAsync(ConnectionConfig connection, ColumnName column, CallerIdentity viewer, CancellationToken ct)
    {
        var snapshot = snapshots.Current ?? throw new AccessRefused(RefusalKind.Unavailable, "the gateway has no configuration");
        // The console says who it is, as it does in the tokens that it issues.
        var grant = access.AdmitNow(viewer with { ProvenBy = CallerStanding.ByConsoleToken }, connection, snapshot);
        var source = catalogues.For(connection, PgQuestions.DatabaseOf(connection));
        var (table, at) = Find(await source.RefreshAsync(ct), column);
        var statement = analyzer.Analyze($"select {PgName.Quote(column.Column)} from {PgName.Quote(new TableName(column.Schema, column.Table))} limit {RowLimit}");
        var masking = await DecideAsync(new OperationGate(grant, Guid.Empty, snapshots, source, time), statement, ct);
        var mask = masking.PlanResult(0, [new ResultColumn(table.Oid, at.Number, at.TypeOid, 0)]).Columns[0];
        return Show(await RowsAsync(connection, statement.Text, ct), mask);
    }

    private static (CatalogueRelation Table, CatalogueColumn Column) Find(TargetCatalogue catalogue, ColumnName name)
    {
        var table = catalogue.Relations.Values.FirstOrDefault(r => r.Schema == name.Schema && r.Name == name.Table);
        return table?.Columns.FirstOrDefault(c => c.Name == name.Column) is { } column ? (table, column) : throw new AccessRefused(RefusalKind.Unavailable, $"the target has no column {Shown.Quoted(name.ToString())}");
    }

    private static async Task<StatementMasking> DecideAsync(OperationGate gate, SqlAnalysis statement, CancellationToken ct)
    {
        await gate.RefreshAsync(null, ct);
        var verdict = gate.Decide(statement);
        if (verdict.Action == OperationAction.Stale)
        {
            await gate.RefreshAsync(statement, ct);
            verdict = gate.Decide(statement);
        }
        return verdict switch
        {
            { Action: OperationAction.Allowed, Masking: { } masking } => masking,
            { Action: OperationAction.NeedsApproval } => throw new AccessRefused(RefusalKind.NoRight, "reading it needs an approval", verdict.Rule),
            { Message: { } words } => throw new AccessRefused(RefusalKind.NoRight, words, verdict.Rule),
            _ => throw new AccessRefused(RefusalKind.Unavailable, "the rules are changing right now; try again in a moment"),
        };
    }

    private async Task<List<byte[]>> RowsAsync(ConnectionConfig connection, string select, CancellationToken ct)
    {
        try
        {
            await using var own = await PgOwnConnection.OpenAsync(connection, PgQuestions.DatabaseOf(connection), "hooplike-sample", ct);
            await using var begin = own.Batch("begin read only", "set local statement_timeout = '5s'", "set local lock_timeout = '500ms'");
            await begin.ExecuteNonQueryAsync(ct);
            await using var reader = await own.ReadTextAsync(select, ct);
            var rows = new List<byte[]>();
            while (await reader.ReadAsync(ct))
                if (!await reader.IsDBNullAsync(0, ct)) rows.Add(Encoding.UTF8.GetBytes(reader.GetString(0)));
            return rows;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            ct.ThrowIfCancellationRequested();
            // The server's error may hold a value; its state does not.
            log.NoSample(connection.Name, (e as PostgresException)?.SqlState ?? e.GetType().Name);
            throw new AccessRefused(RefusalKind.Unavailable, "the target did not give the values");
        }
    }

    private static ColumnSample Show(List<byte[]> rows, ValueMask? mask)
    {
        var values = rows.DistinctBy(r => Convert.ToBase64String(r)).Take(ValueLimit).Select(r => Show(r, mask)).Distinct();
        return new ColumnSample([.. values], rows.Count);
    }

    private static SampledValue Show(byte[] value, ValueMask? mask)
    {
        var output = new ArrayBufferWriter<byte>();
        return (mask?.Apply(value, output) ?? MaskOutcome.Unchanged) switch
        {
            MaskOutcome.Unchanged => new SampledValue(Cut(Encoding.UTF8.GetString(value)), IsMasked: false),
            MaskOutcome.Replaced => new SampledValue(Cut(Encoding.UTF8.GetString(output.WrittenSpan)), IsMasked: true),
            _ => new SampledValue(null, IsMasked: true),
        };
    }

    private static string Cut(string text) => text.Length > TextLimit ? text[..TextLimit] + "…" : text;
}
