using System.Net.Security;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What all PostgreSQL sessions of an agent share.</summary>
/// <param name="Certificate">The listeners' certificate as of now; null while there is none.</param>
/// <param name="Schema">What is known of a connection's database.</param>
/// <param name="EstimateRows">The planner's estimate for a statement; null where it cannot say.</param>
public sealed record PgServices(
    SqlAnalyzer Analyzer,
    Func<SslStreamCertificateContext?> Certificate,
    SnapshotHolder Snapshots,
    ApprovalGate Approvals,
    TargetConnector Targets,
    PgTargetLogin Login,
    Func<ConnectionConfig, string, ISchemaSource> Schema,
    Func<ConnectionConfig, string, SqlAnalysis, CancellationToken, Task<long?>> EstimateRows,
    SessionRegistry Registry,
    TimeProvider Time,
    ILogger<PgHandler> Log);
