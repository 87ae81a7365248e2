using System.Buffers;
using HoopLike.Agent.Recording;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A body on its way: each piece is masked, then recorded, then handed on, and nothing is handed on that was not recorded. What is ready does not wait for what comes next, nor does an encoder hold it back.</summary>
/// <param name="tag">What the record of its end is called.</param>
internal sealed class GovernedStream(Stream from, BodyStages stages, BodyRecord record, SessionRecorder recorder, string tag) : ForwardStream
{
    private const int Piece = 16 * 1024;

    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly ArrayBufferWriter<byte> output = new();
    private Task<int>? reading;
    private int taken;
    private bool isOver;
    private bool isDisposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (taken == output.WrittenCount)
        {
            if (isOver) return 0;
            output.ResetWrittenCount();
            taken = 0;
            reading ??= from.ReadAsync(input.AsMemory(0, Piece), cancellationToken).AsTask();
            if (!reading.IsCompleted && stages.Encoding is { IsHeld: true } encoding)
            {
                // Nothing follows for now: what the encoder keeps for the sake of its ratio would wait with it.
                encoding.Flush(output);
                continue;
            }
            var length = await reading;
            reading = null;
            Take(length);
            await recorder.CommitAsync(cancellationToken);
        }
        var ready = output.WrittenMemory[taken..];
        var count = Math.Min(ready.Length, buffer.Length);
        ready[..count].CopyTo(buffer);
        taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (isDisposed) return;
        isDisposed = true;
        // Broken off: what was handed on so far is what there is.
        if (!isOver) record.End(null, stages.Masked);
        // A read that was abandoned may still write into it.
        if (reading is null) ArrayPool<byte>.Shared.Return(input);
        from.Dispose();
        stages.Dispose();
        record.Dispose();
        base.Dispose(disposing);
    }

    private void Take(int length)
    {
        var isEnd = length == 0;
        var passed = stages.Take(input.AsMemory(0, length), isEnd);
        record.Take(passed, isEnd);
        stages.Write(passed.Span, isEnd, output);
        isOver = isEnd;
        if (isOver) record.End(tag, stages.Masked);
    }
}
