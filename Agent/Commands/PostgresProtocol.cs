using System.Net.Security;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Postgres.Asking;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

/// <summary>What the PostgreSQL protocol is made of: what serves sessions, and what answers questions about targets.</summary>
internal sealed record PostgresProtocol(IProtocolHandler Handler, ITargetQuestions Questions)
{
    public static PostgresProtocol Create(
        Func<SslStreamCertificateContext?> certificate, SnapshotHolder snapshots, AccessGate access, ApprovalGate approvals, TargetConnector targets, SessionRegistry sessions, TimeProvider time, ILoggerFactory logs)
    {
        var reader = new PgCatalogueReader(logs.CreateLogger<PgCatalogueReader>());
        var catalogues = new CatalogueHolder(reader.ReadAsync, time);
        var rows = new RowEstimator(catalogues, logs.CreateLogger<RowEstimator>());
        var login = new PgTargetLogin(time, logs.CreateLogger<PgTargetLogin>());
        var analyzer = new SqlAnalyzer();
        var handler = new PgHandler(new PgServices(
            analyzer,
            certificate,
            snapshots,
            approvals,
            targets,
            login,
            catalogues.For,
            rows.EstimateAsync,
            sessions,
            time,
            logs.CreateLogger<PgHandler>()));
        var questions = new PgQuestions(
            new PgProbe(targets, login, reader.ReadAsync, time),
            new PgSchema(catalogues, snapshots, logs.CreateLogger<PgSchema>()),
            new PgScan(snapshots, time, logs.CreateLogger<PgScan>()),
            new PgSample(access, catalogues, analyzer, snapshots, time, logs.CreateLogger<PgSample>()));
        return new PostgresProtocol(handler, questions);
    }
}
