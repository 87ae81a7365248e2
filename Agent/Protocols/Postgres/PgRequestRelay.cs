using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What the request relay wants of whoever drives it.</summary>
internal enum PgStep
{
    /// <summary>All that is there was taken in: forward <see cref="PgRequestRelay.TakeForwardable"/> and read on.</summary>
    NeedInput,

    /// <summary>A statement is to be prepared: answer with Allow, Defer (its execution will need an approval) or Deny.</summary>
    Parse,

    /// <summary>An operation is to run: answer with Allow or Deny.</summary>
    Operation,

    /// <summary>Values with tokens among them are to be bound: answer with Bind or Deny.</summary>
    Bind,

    /// <summary>What follows can only be understood when all answers owed are known, or that the server takes COPY data: forward, ask the server to flush, wait, and advance again.</summary>
    Settle,

    /// <summary>The client said goodbye.</summary>
    Terminate,

    /// <summary>Before anything else is read: the operation that was sent last must be answered, and what follows from its answer done (<see cref="PgRequestRelay.MustFinish"/>).</summary>
    Finish,

    /// <summary>The client ends an implicit transaction for which the gateway opened one that it holds: answer with <see cref="PgRequestRelay.PassSync"/>.</summary>
    Commit,
}

/// <summary>
/// Client to server. Takes bytes, gives back what to forward, what to judge and which answers the server will owe. Touches no socket and awaits nothing.
/// An operation's bytes are in the output only after <see cref="Allow"/>.
/// </summary>
/// <param name="tokens">The session's key; null where there are no tokens.</param>
internal sealed partial class PgRequestRelay(PgPipeline pipeline, SqlAnalyzer analyzer, TokenKey? tokens = null) : IDisposable
{
    /// <summary>Messages up to this size are taken in whole; larger ones pass in pieces. 1 MiB holds what drivers send as statements and parameters, all but bulk.</summary>
    private const int WholeLimit = 1024 * 1024;

    private readonly PgNames names = new(pipeline);

    /// <summary>Answers to what is in the output; each holds its operation.</summary>
    private readonly List<PgExpectation> staged = [];

    /// <summary>Cannot be guessed, so no portal of the client's can have it: executing it must fail.</summary>
    private readonly string impossiblePortal = "hooplike-" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private int segment = 1;
    private long lastNumber;
    private int deferredOutput = -1;
    private int deferredStaged;

    /// <summary>What was written last that has an answer is answered with ReadyForQuery; and the same of what was written before the deferral.</summary>
    private bool endsReady;
    private bool endedReady;
    private bool discarding;
    private bool mustSettle;
    private bool mustAwaitReady;
    private bool changedMeaning;
    private PgFrame frame;
    private PgStatementState? currentStatement;

    /// <summary>Where the client's bytes go.</summary>
    public WireBuffer Input { get; } = new();

    public WireBuffer Output { get; } = new();

    /// <summary>With <see cref="PgStep.Parse"/>: the text to be prepared; null when it is too long to be read.</summary>
    public SqlAnalysis? CurrentText => currentStatement?.Analysis;

    /// <summary>With <see cref="PgStep.Operation"/> and <see cref="PgStep.Bind"/>.</summary>
    public PgOperationState? Current { get; private set; }

    /// <exception cref="WireException">The client sent what the protocol does not allow.</exception>
    /// <exception cref="SessionFailure">Text cannot be read any more.</exception>
    public PgStep Advance()
    {
        while (true)
        {
            if (deferredOutput >= 0 && (Output.Length - deferredOutput > DeferralLimit || staged.Count - deferredStaged > DeferralCount)) EndDeferral();
            if (bulk.Remaining > 0 && !PassBulk()) return PgStep.NeedInput;
            if (!PgFrame.TryRead(Input.Span, out frame)) return PgStep.NeedInput;
            if (Handle() is { } step) return step;
        }
    }

    /// <summary>Whether <see cref="TakeForwardable"/> would give anything.</summary>
    public bool HasForwardable => deferredOutput < 0 ? !Output.IsEmpty : deferredOutput > 0;

    /// <summary>What may be sent to the server now; its answers are expected from here on. Call <see cref="Forwarded"/> when it was sent.</summary>
    public ReadOnlyMemory<byte> TakeForwardable()
    {
        var count = ForwardableStaged;
        for (var i = 0; i < count; i++)
        {
            pipeline.Expect(staged[i]);
            if (staged[i].Operation is { } operation) pipeline.Release(operation);
        }

        staged.RemoveRange(0, count);
        deferredStaged = 0;
        return deferredOutput < 0 ? Output.Memory : Output.Memory[..deferredOutput];
    }

    public void Forwarded(int count)
    {
        Output.Consume(count);
        if (deferredOutput >= 0) deferredOutput -= count;
        Output.Shrink(8192);
        Input.Shrink(8192);
    }

    /// <summary>Adds a message that only asks the server to send what it has, before whatever is deferred. None after what the server answers with ReadyForQuery: it needs none, and would take it for a sign of life
    /// (its idle_in_transaction_session_timeout and idle_session_timeout stop at any message).</summary>
    public void RequestFlush()
    {
        if (deferredOutput < 0)
        {
            if (!endsReady) PgMessages.Flush(Output);
            return;
        }

        if (endedReady) return;

        var deferred = Output.Span[deferredOutput..].ToArray();
        Output.Truncate(deferredOutput);
        PgMessages.Flush(Output);
        deferredOutput = Output.Length;
        Output.Write(deferred);
    }

    /// <summary>The server skips the rest of this segment because something in it failed: so do we, instead of asking for verdicts on what will not run.</summary>
    public void DiscardSegment()
    {
        var operation = TakeCurrent();
        operation.Number = 0;
        pipeline.Release(operation);
        discarding = true;
        DropDeferred();
        StartBulk(drop: true);
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        bulk.Hash?.Dispose();
    }

    /// <summary>Null: go on with the next message.</summary>
    private PgStep? Handle()
    {
        var type = (PgFrontend)frame.Type;
        if (MustFinish && !(pipeline.MayCopyIn && pipeline.IsCopyingIn)) return PgStep.Finish;
        if (pipeline.IsSkipping)
        {
            discarding = true;
            pipeline.MayCopyIn = false;
            DropDeferred();
        }

        if (discarding && type is not (PgFrontend.Sync or PgFrontend.Flush or PgFrontend.Terminate))
        {
            StartBulk(drop: true);
            return null;
        }

        if (pipeline.MayCopyIn && type is not (PgFrontend.Flush or PgFrontend.Terminate))
        {
            if (pipeline.IsCopyingIn) return HandleInCopy(type);
            if (!IsSettled) return PgStep.Settle;
            pipeline.MayCopyIn = false;
        }

        switch (type)
        {
            case PgFrontend.CopyData or PgFrontend.CopyDone or PgFrontend.CopyFail:
                // What is left of a COPY that failed: the server would ignore it.
                StartBulk(drop: true);
                return null;
            case PgFrontend.Sync:
                return Whole(0) ? HandleSync() : PgStep.NeedInput;
            case PgFrontend.Flush:
                if (!Whole(0)) return PgStep.NeedInput;
                EndDeferral();
                return PassUnanswered();
            case PgFrontend.Terminate:
                if (!Whole(0)) return PgStep.NeedInput;
                DropDeferred();
                return PgStep.Terminate;
            case PgFrontend.Close:
                return Whole(PgFrame.SmallLimit) ? HandleClose() : PgStep.NeedInput;
            case PgFrontend.Describe:
                return Whole(PgFrame.SmallLimit) ? HandleDescribe() : PgStep.NeedInput;
            case PgFrontend.Query or PgFrontend.Parse or PgFrontend.Bind or PgFrontend.Execute or PgFrontend.FunctionCall:
                pipeline.EnsureReadable();
                if (!mustSettle) return HandleMeaning(type);
                mustSettle = false;
                return PgStep.Settle;
            default:
                throw new WireException($"A message of type 0x{frame.Type:x2} is not part of the protocol here.");
        }
    }

    private PgStep? HandleMeaning(PgFrontend type) => type switch
    {
        PgFrontend.Query => HandleQuery(),
        PgFrontend.Parse => HandleParse(),
        PgFrontend.Bind => HandleBind(),
        PgFrontend.Execute => Whole(PgFrame.SmallLimit) ? HandleExecute() : PgStep.NeedInput,
        _ => HandleFunctionCall(),
    };

    private PgStep? HandleSync()
    {
        if (IsOurBlock) return PgStep.Commit;
        EndDeferral();
        discarding = false;
        var expectation = new PgExpectation(PgExpects.Ready, Segment: segment);
        NextSegment();
        pipeline.CountSync();
        return Pass(expectation);
    }

    private void NextSegment()
    {
        segment++;
        segmentBlock = null;
        mustAwaitReady = true;
        changedMeaning = false;
    }

    private int ForwardableStaged => deferredOutput < 0 ? staged.Count : deferredStaged;

    private bool IsSettled => ForwardableStaged == 0 && pipeline.IsSettled;

    /// <summary>Whether the message is all there.</summary>
    /// <exception cref="WireException">It is longer than <paramref name="limit"/>.</exception>
    private bool Whole(int limit)
    {
        if (frame.BodyLength > limit) throw new WireException($"A message of type '{(char)frame.Type}' is {frame.BodyLength} bytes long; at most {limit} are allowed.");
        return Input.Length >= frame.Length;
    }

    private ReadOnlySpan<byte> Body => Input.Span[PgFrame.HeaderLength..frame.Length];

    private PgStep? Pass(in PgExpectation expectation)
    {
        Stage(expectation);
        return PassUnanswered();
    }

    private void Stage(in PgExpectation expectation)
    {
        expectation.Operation?.Hold();
        endsReady = expectation.Kind is PgExpects.Ready or PgExpects.QueryResult;
        staged.Add(expectation);
    }

    private PgStep? PassUnanswered()
    {
        Output.Write(Input.Span[..frame.Length]);
        Input.Consume(frame.Length);
        return null;
    }
}
