using System.Diagnostics;
using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Results: descriptions, rows, completion.</summary>
internal sealed partial class PgResponseRelay
{
    private PgOperationState? capturing;
    private bool schemaChanged;

    private void HandleRowDescription()
    {
        var head = Head();
        switch (head.Kind)
        {
            case PgExpects.StatementDescription:
                Fulfil();
                Forward();
                break;
            case PgExpects.PortalDescription:
                if (head.Operation is { } portal) Plan(portal);
                Fulfil();
                if (!head.IsHidden) Forward();
                break;
            case PgExpects.QueryResult when head.Operation!.Denial is null:
                Plan(head.Operation);
                Forward();
                break;
            default:
                throw Unexpected();
        }
    }

    private void HandleNoData()
    {
        var head = Head();
        if (head.Kind is not (PgExpects.StatementDescription or PgExpects.PortalDescription)) throw Unexpected();
        Fulfil();
        if (!head.IsHidden) Forward();
    }

    private void Plan(PgOperationState operation)
    {
        operation.Masking ??= rules.MaskingFor(operation.Analysis);
        operation.Plan = plans.Get(Body, operation.Masking, operation.StatementIndex);
    }

    /// <summary>False when more input is needed.</summary>
    private bool TakeRow()
    {
        var operation = Answering();
        var plan = PlanInForce(operation);
        var whole = Input.Length >= frame.Length;
        if (plan.Mask.IsClear)
        {
            if (!whole && (frame.BodyLength <= WholeLimit || Input.Length < PgFrame.HeaderLength + sizeof(short))) return false;
            var reader = new WireReader(Input.Span[PgFrame.HeaderLength..Math.Min(Input.Length, frame.Length)], "DataRow");
            CheckCount(plan.Mask, (ushort)reader.ReadInt16());
            Capture(operation, plan);
            if (!whole) return StartPieces();
            recorder.Result.Row(Body, 0);
            Forward();
            Input.Consume(frame.Length);
            return true;
        }

        if (frame.BodyLength > CopyMask.RowLimit)
        {
            throw new WireException($"A row of {frame.BodyLength} bytes has masked or searched columns; such rows may have {CopyMask.RowLimit} bytes. Select fewer columns.");
        }

        if (!whole) return false;
        Capture(operation, plan);
        MaskRow(plan.Mask);
        Input.Consume(frame.Length);
        return true;
    }

    // DataRow: Int16 count; each: Int32 length (-1 for NULL), bytes
    private void MaskRow(ResultMask mask)
    {
        var reader = new WireReader(Body, "DataRow");
        var count = (ushort)reader.ReadInt16();
        CheckCount(mask, count);
        var at = PgMessages.Begin(Output, (byte)PgBackend.DataRow);
        PgMessages.Int16(Output, (short)count);
        var masked = 0;
        foreach (var column in mask.Columns)
        {
            var length = reader.ReadInt32();
            if (length < 0)
            {
                PgMessages.Int32(Output, -1);
                continue;
            }

            masked += MaskValue(column, reader.ReadBytes(length));
        }

        reader.ReadEnd();
        PgMessages.End(Output, at);
        recorder.Result.Row(Output.Span[(at + 4)..], masked);
    }

    private static void CheckCount(ResultMask mask, int count)
    {
        if (count != mask.Columns.Length) throw new WireException("The target sent a row with other columns than it described.");
    }

    private int MaskValue(ValueMask? mask, ReadOnlySpan<byte> value)
    {
        if (mask is not null)
        {
            var at = Output.Length;
            PgMessages.Int32(Output, 0);
            switch (mask.Apply(value, Output))
            {
                case MaskOutcome.Replaced:
                    System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(Output.Span[at..], Output.Length - at - 4);
                    return 1;
                case MaskOutcome.Null:
                    Output.Truncate(at);
                    PgMessages.Int32(Output, -1);
                    return 1;
                default:
                    Output.Truncate(at);
                    break;
            }
        }

        PgMessages.Int32(Output, value.Length);
        Output.Write(value);
        return 0;
    }

    private void HandleCompletion(PgBackend type)
    {
        var operation = Answering();
        var tag = type switch
        {
            PgBackend.CommandComplete => new WireReader(Body, "CommandComplete").ReadCString(),
            PgBackend.PortalSuspended => "PORTAL SUSPENDED"u8,
            _ => [],
        };
        if (capturing is null) Begin(operation, operation.Plan);
        recorder.Result.Complete(tag, (long)Stopwatch.GetElapsedTime(operation.StartedAt).TotalMicroseconds);
        capturing = null;
        if (ChangesSchema(tag))
        {
            schemaChanged = true;
            rules.SchemaChanged();
        }

        var isQuery = Head().Kind == PgExpects.QueryResult;
        if (isQuery)
        {
            operation.StatementIndex++;
            operation.Plan = null;
        }

        pipeline.EndCopyIn();
        var guarded = type == PgBackend.PortalSuspended ? null : operation.Guarded;
        if (!isQuery) Fulfil();
        if (guarded is null) Forward();
        else Complete(guarded, tag);
    }

    private static bool ChangesSchema(ReadOnlySpan<byte> tag) =>
        tag.StartsWith("CREATE"u8) || tag.StartsWith("ALTER"u8) || tag.StartsWith("DROP"u8) || tag.StartsWith("DO"u8) || tag.StartsWith("CALL"u8)
        || tag.SequenceEqual("SELECT INTO"u8) || tag.SequenceEqual("COMMIT PREPARED"u8) || tag.StartsWith("IMPORT"u8);

    /// <summary>The operation whose result comes now.</summary>
    private PgOperationState Answering()
    {
        var head = Head();
        if (head.Kind is not (PgExpects.ExecuteResult or PgExpects.QueryResult) || head.Operation!.Denial is not null) throw Unexpected();
        return head.Operation;
    }

    private PgResultPlan PlanInForce(PgOperationState operation)
    {
        var plan = operation.Plan ?? throw new WireException("The target sent rows that it had not described.");
        operation.Masking ??= rules.MaskingFor(operation.Analysis);
        if (plan.Masking != operation.Masking) operation.Plan = plan = plans.Get(plan.Description, operation.Masking, operation.StatementIndex);
        return plan;
    }

    private void Capture(PgOperationState operation, PgResultPlan plan)
    {
        if (capturing is null) Begin(operation, plan);
    }

    private void Begin(PgOperationState operation, PgResultPlan? plan)
    {
        recorder.Result.Begin(operation.Number, operation.StatementIndex, plan is null ? [] : plan.Names, plan is null ? [] : plan.Types, resultLimit);
        capturing = operation;
    }

    /// <summary>A message that needs no masking and is too large to be held passes as it comes. False when more input is needed.</summary>
    private bool StartPieces()
    {
        passing = frame.BodyLength;
        Output.Write(Input.Span[..PgFrame.HeaderLength]);
        Input.Consume(PgFrame.HeaderLength);
        return PassPiece();
    }

    /// <summary>False when more input is needed.</summary>
    private bool PassPiece()
    {
        var piece = Input.Span[..Math.Min(Input.Length, passing)];
        Output.Write(piece);
        passing -= piece.Length;
        recorder.Result.CopyBytes(piece, passing == 0 ? 1 : 0, 0);
        Input.Consume(piece.Length);
        return passing == 0;
    }
}
