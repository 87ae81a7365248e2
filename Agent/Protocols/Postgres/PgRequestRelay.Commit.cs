using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What a transaction that is held at COMMIT needs of the way to the server. All of it is called when nothing is owed but the answers to what it sends itself.</summary>
internal sealed partial class PgRequestRelay
{
    /// <summary>As the open segment left it; null where that is as the last ReadyForQuery said.</summary>
    private bool? segmentBlock;

    private int ownStatements;

    /// <summary>Whether the server is in a transaction block (or a failed one), once all answers are there.</summary>
    public bool InBlock => segmentBlock ?? pipeline.TransactionStatus != (byte)'I';

    /// <summary>The block was opened by the gateway in place of the implicit transaction of an extended-protocol segment: its Sync ends it.</summary>
    public bool IsOurBlock { get; set; }

    /// <summary>Nothing more is read from the client until what was sent last is answered, but for the data of its COPY.</summary>
    public bool MustFinish { get; set; }

    /// <summary>What comes next, and is here already, is the client's goodbye.</summary>
    public bool IsLeaving => PgFrame.TryRead(Input.Span, out var next) && (PgFrontend)next.Type == PgFrontend.Terminate;

    /// <summary>What <see cref="Current"/> came as.</summary>
    public bool IsText => (PgFrontend)frame.Type == PgFrontend.Query;

    /// <summary>What was kept back for a verdict may go: its execution will be held at COMMIT, if at all.</summary>
    public void Undefer() => EndDeferral();

    /// <summary>Takes the simple query at hand out of the input; it is sent on in pieces.</summary>
    /// <returns>Its text, and the operation, which the caller holds.</returns>
    public (byte[] Text, PgOperationState Operation) TakeText()
    {
        var operation = TakeCurrent();
        var text = new WireReader(Body, "Query").ReadCString().ToArray();
        StartBulk(drop: true);
        names.RemoveUnnamed();
        return (text, operation);
    }

    /// <summary>Sends a statement of a text that was taken. ReadyForQuery is kept from the client unless it <paramref name="isLast"/>.</summary>
    public void SendPiece(PgOperationState operation, SqlAnalysis analysis, ReadOnlySpan<byte> text, bool isLast)
    {
        operation.StartedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        operation.IsAllowed = true;
        operation.Guarded!.Begin();
        watch?.Reset();
        ForgetWhatItChanges(analysis);
        copyIsLast = true;
        pipeline.MayCopyIn = operation.MayCopyIn;
        PgMessages.Query(Output, text);
        Stage(new(PgExpects.QueryResult, Operation: operation, IsHidden: !isLast, Segment: segment));
        segmentBlock = null;
        if (isLast) NextSegment();
    }

    /// <summary>Refuses a statement of a text that was taken, as the server would fail it, and with it the rest.</summary>
    public void RefusePiece(long number, PgDenial denial)
    {
        var refused = pipeline.NewOperation();
        (refused.Number, refused.Denial, refused.Segment) = (number, denial, segment);
        PgMessages.UnparsableQuery(Output);
        Stage(new(PgExpects.QueryResult, Operation: refused, Segment: segment));
        pipeline.Release(refused);
        NextSegment();
    }

    /// <summary>Sends a statement of our own of which the client sees what it owes to the one before it: errors, notices, and <see cref="PgGuarded.Instead"/>. In the simple protocol its ReadyForQuery is the client's.</summary>
    public void SendForClient(PgOperationState operation, ReadOnlySpan<byte> text, bool isSimple)
    {
        operation.StartedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        operation.Guarded!.Begin();
        pipeline.MayCopyIn = false;
        segmentBlock = null;
        if (isSimple)
        {
            PgMessages.Query(Output, text);
            Stage(new(PgExpects.QueryResult, Operation: operation, Segment: segment));
            NextSegment();
            return;
        }

        var name = OwnName();
        var statement = new PgStatementState(operation.Analysis, segment);
        PgMessages.Parse(Output, name, Encoding.UTF8.GetString(text), []);
        Stage(new(PgExpects.ParseComplete, Statement: statement, IsHidden: true));
        PgMessages.Bind(Output, name, name, []);
        Stage(new(PgExpects.BindComplete, Operation: operation, IsHidden: true));
        PgMessages.Execute(Output, name);
        Stage(new(PgExpects.ExecuteResult, Operation: operation));
        PgMessages.Close(Output, 'S', name);
        Stage(new(PgExpects.CloseComplete, IsHidden: true));
    }

    /// <summary>Passes the client's Sync, after a refusal where <paramref name="denial"/> is given.</summary>
    public void PassSync(PgDenial? denial, long number)
    {
        IsOurBlock = false;
        if (denial is not null)
        {
            var refused = pipeline.NewOperation();
            (refused.Number, refused.Denial, refused.Segment) = (number, denial, segment);
            PgMessages.Execute(Output, impossiblePortal);
            Stage(new(PgExpects.ExecuteResult, Operation: refused));
            pipeline.Release(refused);
        }

        _ = HandleSync();
    }

    /// <summary>Statements of our own, unseen by the client, one after the other; the first that fails ends them. Forward, and wait until all is settled.</summary>
    /// <param name="recovers">The server skips everything until a Sync: one goes before.</param>
    public PgOwnAnswer Ask(bool recovers, params ReadOnlySpan<string> statements)
    {
        var answer = new PgOwnAnswer(recovers ? 2 : 1);
        if (recovers) PgMessages.Sync(Output);
        foreach (var statement in statements) AddOwn(statement, [], []);
        return EndOwn(answer);
    }

    /// <summary>A query of our own with the parameters of the client's statement.</summary>
    public PgOwnAnswer Ask(string query, ReadOnlySpan<int> types, ReadOnlySpan<byte> parameters)
    {
        AddOwn(query, types, parameters, describes: true);
        return EndOwn(new PgOwnAnswer());
    }

    /// <summary>Of which types the parameters of a statement of the client's are.</summary>
    public PgOwnAnswer AskParameters(string statement)
    {
        PgMessages.DescribeStatement(Output, Encoding.Latin1.GetBytes(statement));
        return EndOwn(new PgOwnAnswer());
    }

    /// <summary>The name by which the server knows what the operation was bound from; null where the name means something else by now.</summary>
    public string? StatementOf(PgOperationState operation) => operation.Statement is { Name: { } name } statement && names.Means(name, statement) ? name : null;

    /// <summary>A refused query ends the implicit transaction that it came in.</summary>
    private void LeaveOurBlock()
    {
        IsOurBlock = false;
        var operation = pipeline.NewOperation();
        operation.Guarded = new PgGuarded { Instead = [] };
        PgMessages.Query(Output, "rollback"u8);
        Stage(new(PgExpects.QueryResult, Operation: operation, IsHidden: true, Segment: segment));
        pipeline.Release(operation);
    }

    private PgOwnAnswer EndOwn(PgOwnAnswer answer)
    {
        PgMessages.Sync(Output);
        endsReady = true;
        segmentBlock = null;
        pipeline.Own = answer;
        return answer;
    }

    private void AddOwn(string statement, ReadOnlySpan<int> types, ReadOnlySpan<byte> parameters, bool describes = false)
    {
        var name = OwnName();
        PgMessages.Parse(Output, name, statement, types);
        PgMessages.Bind(Output, name, name, parameters);
        if (describes) PgMessages.DescribePortal(Output, Encoding.ASCII.GetBytes(name));
        PgMessages.Execute(Output, name);
        PgMessages.Close(Output, 'P', name);
        PgMessages.Close(Output, 'S', name);
    }

    /// <summary>No name of the client's, and none twice: what an error kept from being closed is in nobody's way.</summary>
    private string OwnName() => $"{impossiblePortal}-{++ownStatements}";

    private void TakeVerb(SqlTransactionVerb verb) => segmentBlock = verb switch
    {
        SqlTransactionVerb.Begin or SqlTransactionVerb.CommitAndChain or SqlTransactionVerb.RollbackAndChain => true,
        SqlTransactionVerb.Commit or SqlTransactionVerb.Rollback or SqlTransactionVerb.Prepare => false,
        _ => segmentBlock,
    };
}
