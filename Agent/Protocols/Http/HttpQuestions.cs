using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The console's questions about HTTP targets, which have no tables.</summary>
internal sealed class HttpQuestions(HttpProbe probe) : ITargetQuestions
{
    private const string NoTables = "an HTTP target has no tables: masking rules for it name JSON paths or detectors";

    public ConnectionProtocol Protocol => ConnectionProtocol.Http;

    public Task<ConnectionProbe> ProbeAsync(ConnectionConfig connection, CancellationToken ct) => probe.RunAsync(connection, ct);

    public Task<TargetSchema> SchemaAsync(ConnectionConfig connection, string? filter, CancellationToken ct) => throw new AccessRefused(RefusalKind.Unavailable, NoTables);

    public Task<ScanPage> ScanAsync(ConnectionConfig connection, TableName? after, CancellationToken ct) => throw new AccessRefused(RefusalKind.Unavailable, NoTables);

    public Task<ColumnSample> SampleAsync(ConnectionConfig connection, ColumnName column, CallerIdentity viewer, CancellationToken ct) => throw new AccessRefused(RefusalKind.Unavailable, NoTables);
}
