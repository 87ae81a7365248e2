using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>The console's questions about PostgreSQL targets.</summary>
internal sealed class PgQuestions(PgProbe probe, PgSchema schema, PgScan scan, PgSample sample) : ITargetQuestions
{
    public ConnectionProtocol Protocol => ConnectionProtocol.Postgres;

    public Task<ConnectionProbe> ProbeAsync(ConnectionConfig connection, CancellationToken ct) => probe.RunAsync(connection, ct);

    public Task<TargetSchema> SchemaAsync(ConnectionConfig connection, string? filter, CancellationToken ct) => schema.ReadAsync(connection, filter, ct);

    public Task<ScanPage> ScanAsync(ConnectionConfig connection, TableName? after, CancellationToken ct) => scan.RunAsync(connection, after, ct);

    public Task<ColumnSample> SampleAsync(ConnectionConfig connection, ColumnName column, CallerIdentity viewer, CancellationToken ct) => sample.ReadAsync(connection, column, viewer, ct);

    /// <summary>The database that a question is about: a connection that leaves it to its clients is looked at where every server has one.</summary>
    public static string DatabaseOf(ConnectionConfig connection) => connection.Target.Database is { Length: > 0 } name ? name : "postgres";
}
