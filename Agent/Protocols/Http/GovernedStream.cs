using System.Buffers;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A body on its way: each piece is masked, then recorded, then handed on, and nothing is handed on that was not recorded. What is ready does not wait for what comes next, nor does an encoder hold it back.</summary>
/// <param name="tag">What the record of its end is called.</param>
internal sealed class GovernedStream(Stream from, BodyStages stages, BodyRecord record, SessionRecorder recorder, string tag) : PieceStream(from)
{
    private bool isEnded;

    protected override async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, ArrayBufferWriter<byte> output, CancellationToken ct)
    {
        Take(piece, output);
        await recorder.CommitAsync(ct);
    }

    /// <summary>What an encoder keeps for the sake of its ratio would wait with what follows.</summary>
    protected override bool TryFlush(ArrayBufferWriter<byte> output)
    {
        if (stages.Encoding is not { IsHeld: true } encoding) return false;
        encoding.Flush(output);
        return true;
    }

    protected override void Release()
    {
        // Broken off: what was handed on so far is what there is.
        if (!isEnded) record.End(null, stages.Masked);
        stages.Dispose();
        record.Dispose();
    }

    private void Take(ReadOnlyMemory<byte> piece, ArrayBufferWriter<byte> output)
    {
        var passed = stages.Take(piece, piece.IsEmpty);
        record.Take(passed, piece.IsEmpty);
        stages.Write(passed.Span, piece.IsEmpty, output);
        if (!piece.IsEmpty) return;
        isEnded = true;
        record.End(tag, stages.Masked);
    }
}
