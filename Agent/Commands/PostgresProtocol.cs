using System.Net.Security;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

/// <summary>What the PostgreSQL protocol is made of.</summary>
internal static class PostgresProtocol
{
    public static IProtocolHandler Create(Func<SslStreamCertificateContext?> certificate, SnapshotHolder snapshots, ApprovalGate approvals, TargetConnector targets, SessionRegistry sessions, TimeProvider time, ILoggerFactory logs)
    {
        var reader = new PgCatalogueReader(logs.CreateLogger<PgCatalogueReader>());
        var catalogues = new CatalogueHolder(reader.ReadAsync, time);
        var rows = new RowEstimator(catalogues, logs.CreateLogger<RowEstimator>());
        return new PgHandler(new PgServices(
            new SqlAnalyzer(),
            certificate,
            snapshots,
            approvals,
            targets,
            new PgTargetLogin(time, logs.CreateLogger<PgTargetLogin>()),
            catalogues.For,
            rows.EstimateAsync,
            sessions,
            time,
            logs.CreateLogger<PgHandler>()));
    }
}
