using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What the response relay wants of whoever drives it.</summary>
internal enum PgResponseStep
{
    /// <summary>All that is there was taken in: commit the recording, deliver the output, read on.</summary>
    NeedInput,

    /// <summary>A result names a relation that the catalogue does not know: refresh it and advance again.</summary>
    UnknownRelation,
}

/// <summary>What the response relay asks of the session's rules.</summary>
internal interface IPgRules
{
    /// <summary>The caller's masking for a statement, by the rules in force now.</summary>
    StatementMasking MaskingFor(SqlAnalysis? statement);

    /// <summary>A result names columns that the catalogue at hand lacks: it must be read again before they can be judged.</summary>
    bool NeedsNewerCatalogue(ReadOnlySpan<ResultColumn> columns);

    /// <summary>Masks the payload of a notification; false when it may pass as it is.</summary>
    bool TryMaskNotification(ReadOnlySpan<byte> payload, System.Buffers.IBufferWriter<byte> output);

    /// <summary>A statement changed the schema.</summary>
    void SchemaChanged();

    /// <summary>The target is in no transaction after this segment.</summary>
    void Idle(int segment);
}

/// <summary>
/// Server to client. Takes bytes, masks and records what they say, gives back what to deliver. Touches no socket and awaits nothing: the recorder's appends only fill a buffer, which the driver commits before it delivers.
/// </summary>
/// <param name="tokens">The session's key; without it columns are redacted where a rule says <c>token</c>.</param>
internal sealed partial class PgResponseRelay(PgPipeline pipeline, SessionRecorder recorder, IPgRules rules, int resultLimit, TokenKey? tokens = null) : IDisposable
{
    /// <summary>Largest message other than rows and COPY data: errors may quote a whole statement.</summary>
    private const int ReportLimit = 32 * 1024 * 1024;

    /// <summary>Rows and COPY data that need no masking pass in pieces beyond this size.</summary>
    private const int WholeLimit = 256 * 1024;

    private readonly PgPlanCache plans = new(tokens);
    private readonly WireBuffer scratch = new(1024);
    private PgFrame frame;
    private int passing;
    private bool relationsRefreshed;

    public WireBuffer Input { get; } = new();

    public WireBuffer Output { get; } = new();

    /// <summary>The output ends between two messages, so that the gateway may say something of its own after it.</summary>
    public bool EndsAtBoundary => passing == 0;

    /// <exception cref="WireException">The server sent what the protocol does not allow here; nothing of it is delivered.</exception>
    public PgResponseStep Advance()
    {
        while (true)
        {
            var delivered = Output.Length;
            try
            {
                if (TakeMessage() is { } step) return step;
            }
            catch (Exception e) when (e is WireException or InvalidDataException)
            {
                Output.Truncate(delivered);
                if (e is WireException) throw;
                throw new WireException(e.Message);
            }
        }
    }

    /// <summary>Takes in one message. Null: go on with the next.</summary>
    private PgResponseStep? TakeMessage()
    {
        if (passing > 0 && !PassPiece()) return PgResponseStep.NeedInput;
        if (pipeline.Own is { } own) return TakeOwn(own);
        if (!PgFrame.TryRead(Input.Span, out frame)) return PgResponseStep.NeedInput;
        var type = (PgBackend)frame.Type;
        if (type == PgBackend.DataRow) return TakeRow() ? null : PgResponseStep.NeedInput;
        if (type == PgBackend.CopyData && copyMask is null)
        {
            if (!copyingOut) throw Unexpected();
            return (Input.Length >= frame.Length || frame.BodyLength > WholeLimit) && StartPieces() ? null : PgResponseStep.NeedInput;
        }

        var limit = type == PgBackend.CopyData ? CopyMask.RowLimit : ReportLimit;
        if (frame.BodyLength > limit) throw new WireException($"The target sent a message of type '{(char)frame.Type}' of {frame.BodyLength} bytes.");
        if (Input.Length < frame.Length) return PgResponseStep.NeedInput;
        if (type == PgBackend.RowDescription && !relationsRefreshed && rules.NeedsNewerCatalogue(PgResultPlan.Columns(Body)))
        {
            relationsRefreshed = true;
            return PgResponseStep.UnknownRelation;
        }

        relationsRefreshed = false;
        Handle(type);
        Input.Consume(frame.Length);
        return null;
    }

    /// <summary>Before the output is delivered: what was captured of an unfinished result becomes an event.</summary>
    public void FlushCapture()
    {
        if (capturing is not null) recorder.Result.Flush();
    }

    public void Delivered()
    {
        Output.Clear();
        Output.Shrink(8192);
        Input.Shrink(8192);
        pipeline.Report();
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        scratch.Dispose();
    }

    private ReadOnlySpan<byte> Body => Input.Span[PgFrame.HeaderLength..frame.Length];

    private void Forward() => Output.Write(Input.Span[..frame.Length]);

    private void Handle(PgBackend type)
    {
        switch (type)
        {
            case PgBackend.ParseComplete:
                Take(PgExpects.ParseComplete).Statement!.Confirm();
                ForwardAnswer();
                break;
            case PgBackend.BindComplete:
                Take(PgExpects.BindComplete).Operation!.Confirm();
                ForwardAnswer();
                break;
            case PgBackend.CloseComplete:
                Take(PgExpects.CloseComplete);
                ForwardAnswer();
                break;
            case PgBackend.ParameterDescription:
                Take(PgExpects.StatementDescription);
                Forward();
                break;
            case PgBackend.RowDescription:
                HandleRowDescription();
                break;
            case PgBackend.NoData:
                HandleNoData();
                break;
            case PgBackend.CommandComplete or PgBackend.EmptyQueryResponse or PgBackend.PortalSuspended:
                HandleCompletion(type);
                break;
            case PgBackend.CopyInResponse:
                HandleCopyIn();
                break;
            case PgBackend.CopyOutResponse:
                HandleCopyOut();
                break;
            case PgBackend.CopyData:
                HandleCopyData();
                break;
            case PgBackend.CopyDone:
                HandleCopyDone();
                break;
            case PgBackend.ReadyForQuery:
                HandleReady();
                break;
            case PgBackend.ErrorResponse:
                HandleError();
                break;
            case PgBackend.NoticeResponse:
                HandleNotice();
                break;
            case PgBackend.NotificationResponse:
                HandleNotification();
                break;
            case PgBackend.ParameterStatus:
                HandleParameter();
                break;
            default:
                throw Unexpected();
        }
    }

    /// <summary>The answer that is owed next, which must be of this kind.</summary>
    private PgExpectation Take(PgExpects kind)
    {
        var head = Head();
        if (head.Kind != kind || head.Operation?.Denial is not null) throw Unexpected();
        return head;
    }

    private PgExpectation Head()
    {
        if (!pipeline.TryPeek(out var head)) throw Unexpected();
        return head;
    }

    /// <summary>The answer is there; it goes on unless we asked for it ourselves.</summary>
    private void ForwardAnswer()
    {
        var isHidden = Head().IsHidden;
        Fulfil();
        if (!isHidden) Forward();
    }

    private void Fulfil()
    {
        if (pipeline.TryPeek(out var head)) pipeline.Fulfil(head);
    }

    private WireException Unexpected() => new($"The target sent a message of type '{(char)frame.Type}' that nothing had asked for.");
}
