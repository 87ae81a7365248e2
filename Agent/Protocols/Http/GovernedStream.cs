using System.Buffers;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A body on its way: each piece is masked, then recorded, then handed on, and nothing is handed on that was not recorded.</summary>
/// <param name="mask">What is done to what is handed on; null for nothing.</param>
/// <param name="recordMask">What is done beyond that to what is recorded; null for nothing.</param>
/// <param name="tag">What the record of its end is called.</param>
internal sealed class GovernedStream(Stream from, BodyMask? mask, BodyMask? recordMask, BodyRecord record, SessionRecorder recorder, string tag) : ForwardStream
{
    private const int Piece = 16 * 1024;

    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly ArrayBufferWriter<byte> recorded = new();
    private ArrayBufferWriter<byte> output = new();
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
            var length = await from.ReadAsync(input.AsMemory(0, Piece), cancellationToken);
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
        if (!isOver) record.End(null, mask?.Masked ?? 0);
        ArrayPool<byte>.Shared.Return(input);
        record.Dispose();
        base.Dispose(disposing);
    }

    private void Take(int length)
    {
        isOver = length == 0;
        if (mask is null) output.Write(input.AsSpan(0, length));
        else if (isOver) mask.Complete(output);
        else mask.Write(input.AsSpan(0, length), output);
        Record();
        if (isOver) record.End(tag, (mask?.Masked ?? 0) + (recordMask?.Masked ?? 0));
    }

    private void Record()
    {
        if (recordMask is null)
        {
            record.Take(output.WrittenSpan);
            return;
        }
        recorded.ResetWrittenCount();
        try
        {
            if (!output.WrittenSpan.IsEmpty) recordMask.Write(output.WrittenSpan, recorded);
            if (isOver) recordMask.Complete(recorded);
            record.Take(recorded.WrittenSpan);
        }
        catch (UnreadableBodyException)
        {
            // What cannot be masked for the recording is there by its count and digest.
            record.KeepNoMore();
            record.Take(output.WrittenSpan);
        }
    }
}
