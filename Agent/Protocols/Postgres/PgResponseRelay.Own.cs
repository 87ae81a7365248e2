using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Answers to the gateway's own statements, and the places where a transaction that is held at COMMIT shows.</summary>
internal sealed partial class PgResponseRelay
{
    /// <summary>Bytes still to come of a row of our own that nobody keeps.</summary>
    private int dropping;

    /// <summary>Null: go on with the next message. What the server says to our own statements is ours; what it says on its own account goes on to the client.</summary>
    private PgResponseStep? TakeOwn(PgOwnAnswer own)
    {
        if (dropping > 0 && !DropPiece()) return PgResponseStep.NeedInput;
        if (!PgFrame.TryRead(Input.Span, out frame)) return PgResponseStep.NeedInput;
        var type = (PgBackend)frame.Type;
        if (type == PgBackend.DataRow && !own.Fits(frame.BodyLength))
        {
            own.Drop();
            dropping = frame.Length;
            return null;
        }

        if (frame.BodyLength > ReportLimit) throw new WireException($"The target sent a message of type '{(char)frame.Type}' of {frame.BodyLength} bytes.");
        if (Input.Length < frame.Length) return PgResponseStep.NeedInput;
        HandleOwn(type, own);
        Input.Consume(frame.Length);
        return null;
    }

    private void HandleOwn(PgBackend type, PgOwnAnswer own)
    {
        switch (type)
        {
            case PgBackend.ParseComplete or PgBackend.BindComplete or PgBackend.CloseComplete or PgBackend.NoData or PgBackend.CommandComplete or PgBackend.NoticeResponse:
                break;
            case PgBackend.ParameterDescription:
                own.DescribeParameters(Body);
                break;
            case PgBackend.RowDescription:
                own.Describe(Body);
                break;
            case PgBackend.DataRow:
                own.Add(Body);
                break;
            case PgBackend.ErrorResponse:
                own.Fail(Field(Body, (byte)'C'));
                if (IsFatal()) HandleError();
                break;
            case PgBackend.ReadyForQuery:
                EndOwn(own);
                break;
            case PgBackend.NotificationResponse or PgBackend.ParameterStatus:
                Handle(type);
                break;
            default:
                throw Unexpected();
        }
    }

    private void EndOwn(PgOwnAnswer own)
    {
        var reader = new WireReader(Body, "ReadyForQuery");
        pipeline.TransactionStatus = reader.ReadByte();
        reader.ReadEnd();
        if (own.End()) pipeline.Own = null;
    }

    /// <summary>False when more input is needed.</summary>
    private bool DropPiece()
    {
        var piece = Math.Min(Input.Length, dropping);
        dropping -= piece;
        Input.Consume(piece);
        return dropping == 0;
    }

    /// <summary>The end of a command of a transaction that is held at COMMIT.</summary>
    private void Complete(PgGuarded guarded, ReadOnlySpan<byte> tag)
    {
        guarded.Complete(System.Text.Encoding.ASCII.GetString(tag));
        WritePrelude(guarded);
        if (guarded.WithholdsCompletion) guarded.Withhold(Input.Span[..frame.Length]);
        else if (guarded.Instead is { } instead) Output.Write(instead);
        else Forward();
    }

    /// <summary>A warning that there is no transaction comes before the error of its commit.</summary>
    private void Fail(PgGuarded guarded)
    {
        guarded.ErrorCode = System.Text.Encoding.ASCII.GetString(Field(Body, (byte)'C'));
        WritePrelude(guarded);
    }

    private void WritePrelude(PgGuarded guarded)
    {
        if (guarded.Prelude is not { } prelude) return;
        Output.Write(prelude);
        guarded.Prelude = null;
    }

    private bool IsFatal()
    {
        var severity = Field(Body, (byte)'V');
        if (severity.IsEmpty) severity = Field(Body, (byte)'S');
        return severity.SequenceEqual("FATAL"u8) || severity.SequenceEqual("PANIC"u8);
    }

    /// <summary>Error fields P are positions in the piece that the server got, in characters from 1.</summary>
    private static ReadOnlySpan<byte> Shifted(ReadOnlySpan<byte> position, int shift) =>
        int.TryParse(position, System.Globalization.CultureInfo.InvariantCulture, out var at) ? System.Text.Encoding.ASCII.GetBytes((at + shift).ToString(System.Globalization.CultureInfo.InvariantCulture)) : position;
}
