using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>COPY in both directions (PostgreSQL manual, section 55.2.6).</summary>
internal sealed partial class PgResponseRelay
{
    private CopyMask? copyMask;
    private bool copyingOut;

    private void HandleCopyIn()
    {
        if (!Answering().MayCopyIn) throw Unexpected();
        pipeline.BeginCopyIn();
        Forward();
    }

    // CopyOutResponse: Int8 format; Int16 columns; Int16 formats
    private void HandleCopyOut()
    {
        var operation = Answering();
        operation.Masking ??= rules.MaskingFor(operation.Analysis);
        var reader = new WireReader(Body, "CopyOutResponse");
        var isBinary = reader.ReadByte() != 0;
        var columns = (ushort)reader.ReadInt16();
        copyMask = operation.Masking.PlanCopy(operation.StatementIndex, isBinary, columns, tokens);
        copyingOut = true;
        operation.Plan = null;
        Begin(operation, null);
        Forward();
    }

    private void HandleCopyData()
    {
        if (!copyingOut) throw Unexpected();
        Masked(static (mask, bytes, output) => mask.Feed(bytes, output));
    }

    private void HandleCopyDone()
    {
        if (!copyingOut) throw Unexpected();
        if (copyMask is not null) Masked(static (mask, _, output) => mask.Complete(output));
        copyMask = null;
        copyingOut = false;
        Forward();
    }

    private delegate void CopyStep(CopyMask mask, ReadOnlySpan<byte> bytes, System.Buffers.IBufferWriter<byte> output);

    /// <summary>One CopyData goes in, at most one comes out: rows stay one a message, as the server sends them and some drivers expect.</summary>
    private void Masked(CopyStep step)
    {
        var mask = copyMask!;
        var (rows, values) = (mask.Rows, mask.MaskedValues);
        var start = Output.Length;
        var at = PgMessages.Begin(Output, (byte)PgBackend.CopyData);
        step(mask, Body, Output);
        if (Output.Length == at + 4)
        {
            Output.Truncate(start);
            return;
        }

        PgMessages.End(Output, at);
        recorder.Result.CopyBytes(Output.Span[(at + 4)..], mask.Rows - rows, (int)(mask.MaskedValues - values));
    }
}
