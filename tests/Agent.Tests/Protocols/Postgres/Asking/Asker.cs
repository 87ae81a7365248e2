using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Postgres.Asking;
using HoopLike.Agent.Tests.Gates;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Protocols.Postgres.Asking;

/// <summary>The agent's side of a question, whole but for the link.</summary>
internal sealed class Asker : IDisposable
{
    public static readonly CallerIdentity Engineer = new("engineer", CallerKind.Human, ["platform"], "password");

    private readonly QuestionDesk desk;

    public Asker(params ConnectionConfig[] connections)
    {
        Snapshots.Replace(Some.Snapshot(1, connections));
        var reader = new PgCatalogueReader(NullLogger<PgCatalogueReader>.Instance);
        var catalogues = new CatalogueHolder(reader.ReadAsync, TimeProvider.System);
        var link = new FakeConsoleLink();
        var approvals = new ApprovalGate(link, TimeProvider.System, NullLogger<ApprovalGate>.Instance);
        var access = new AccessGate(link, approvals, new LiveAccess(TimeProvider.System), Snapshots, TimeProvider.System, NullLogger<AccessGate>.Instance);
        var questions = new PgQuestions(
            new PgProbe(Dialling.Connector(), Dialling.Login(), reader.ReadAsync, TimeProvider.System),
            new PgSchema(catalogues, Snapshots, NullLogger<PgSchema>.Instance),
            new PgScan(Snapshots, TimeProvider.System, NullLogger<PgScan>.Instance),
            new PgSample(access, catalogues, new SqlAnalyzer(), Snapshots, TimeProvider.System, NullLogger<PgSample>.Instance));
        desk = new QuestionDesk([questions], Snapshots, TimeProvider.System, NullLogger<QuestionDesk>.Instance);
    }

    public SnapshotHolder Snapshots { get; } = new();

    public void Dispose() => desk.Dispose();

    public Task<AgentReply> AskAsync(AgentQuestion question) => desk.AnswerAsync(question).WaitAsync(Some.Patience * 2);

    public async Task<ConnectionProbe> ProbeAsync(ConnectionConfig draft) => (await AskAsync(Of(AgentQuestionKind.Probe) with { Draft = draft })).Probe!;

    public Task<AgentReply> SampleAsync(string schema, string table, string column, CallerIdentity? viewer = null) =>
        AskAsync(Of(AgentQuestionKind.Sample) with { Column = new ColumnName(schema, table, column), Viewer = viewer ?? Engineer });

    /// <summary>All parts of a scan, one after the other.</summary>
    public async Task<(List<SensitiveFinding> Findings, List<UnreadTable> Unread, string Told)> ScanAsync()
    {
        var (findings, unread, told) = (new List<SensitiveFinding>(), new List<UnreadTable>(), "");
        TableName? after = null;
        do
        {
            var reply = await AskAsync(Of(AgentQuestionKind.Scan) with { After = after });
            told += System.Text.Json.JsonSerializer.Serialize(reply, SnapshotJson.Plain);
            if (reply.Scan is not { } part) throw new InvalidOperationException(reply.Problem);
            findings.AddRange(part.Findings);
            unread.AddRange(part.Unread);
            after = part.Next;
        }
        while (after is not null);
        return (findings, unread, told);
    }

    public static AgentQuestion Of(AgentQuestionKind kind) => new() { Id = Guid.NewGuid(), Kind = kind, Connection = "shop" };
}
