using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Tests.Recording;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Drives the response relay as the pump does: what it records is written before what it says is taken.</summary>
internal sealed class ResponseDriver : IAsyncDisposable
{
    private static readonly SqlAnalyzer analyzer = new();

    private readonly SpoolUnderTest spool = new();
    private readonly List<byte> delivered = [];
    private int lastNumber;

    public ResponseDriver(int resultLimit = 64 * 1024)
    {
        Recorder = spool.Record();
        Relay = new PgResponseRelay(Pipeline, Recorder, Rules, resultLimit);
    }

    public PgPipeline Pipeline { get; } = new();

    public FakeRules Rules { get; } = new();

    public SessionRecorder Recorder { get; }

    public PgResponseRelay Relay { get; }

    public byte[] Delivered => [.. delivered];

    /// <summary>How many times the catalogue was asked for anew.</summary>
    public int Refreshes { get; private set; }

    public int MostBuffered { get; private set; }

    /// <summary>The server owes the answer to a simple query.</summary>
    public PgOperationState Query(string sql, PgDenial? denial = null)
    {
        var operation = Operation(sql, denial);
        Pipeline.Expect(new PgExpectation(PgExpects.QueryResult, Operation: operation, Segment: 1));
        return operation;
    }

    /// <summary>The server owes the answers to Parse, Bind, a hidden or asked-for Describe, Execute.</summary>
    public PgOperationState Run(string sql, bool isHidden = true)
    {
        var operation = Operation(sql, null);
        Pipeline.Expect(new PgExpectation(PgExpects.ParseComplete, Statement: new PgStatementState(operation.Analysis, 1)));
        Pipeline.Expect(new PgExpectation(PgExpects.BindComplete, Operation: operation));
        Pipeline.Expect(new PgExpectation(PgExpects.PortalDescription, Operation: operation, IsHidden: isHidden));
        Execute(operation);
        return operation;
    }

    public void Execute(PgOperationState operation) => Pipeline.Expect(new PgExpectation(PgExpects.ExecuteResult, Operation: operation));

    public void Expect(PgExpects kind, PgOperationState? operation = null) => Pipeline.Expect(new PgExpectation(kind, Operation: operation, Segment: 1));

    public PgOperationState Operation(string? sql, PgDenial? denial)
    {
        var operation = Pipeline.NewOperation();
        operation.Number = ++lastNumber;
        operation.Analysis = sql is null ? null : analyzer.Analyze(sql);
        operation.Denial = denial;
        operation.Segment = 1;
        return operation;
    }

    public byte[] Feed(params byte[][] messages)
    {
        var before = delivered.Count;
        Relay.Input.Write(PgBytes.Join(messages));
        while (Relay.Advance() == PgResponseStep.UnknownRelation)
        {
            Refreshes++;
            Rules.OldCatalogues--;
        }

        MostBuffered = Math.Max(MostBuffered, Relay.Input.Length + Relay.Output.Length);
        if (!Relay.Output.IsEmpty)
        {
            Relay.FlushCapture();
            var commit = Recorder.CommitAsync(CancellationToken.None).AsTask();
            if (!commit.IsCompletedSuccessfully) throw new InvalidOperationException("The spool keeps nobody waiting.");
            delivered.AddRange(Relay.Output.Span);
        }

        Relay.Delivered();
        return [.. delivered.Skip(before)];
    }

    public List<RecordedEvent> Events()
    {
        Recorder.Close("done");
        return spool.Events();
    }

    /// <summary>What the recording says of results, whatever records it is cut into.</summary>
    public string Results() => string.Join('\n', Events().Where(e => e.Kind is RecordKind.Result).Select(e => e.Read<ResultEvent>()).Select(r => $"{r.Op} {r.Statement} {r.Rows} {r.Bytes} {r.Sha256} {r.MaskedValues} {r.Tag}"));

    public async ValueTask DisposeAsync()
    {
        Relay.Dispose();
        Recorder.Close("done");
        await spool.DisposeAsync();
    }
}
