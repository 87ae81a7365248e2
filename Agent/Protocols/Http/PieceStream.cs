using System.Buffers;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A body that is taken piece by piece, and handed on as what each piece becomes.</summary>
internal abstract class PieceStream(Stream from) : ForwardStream
{
    private const int Piece = 16 * 1024;

    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly ArrayBufferWriter<byte> output = new();
    private Task<int>? reading;
    private int taken;
    private bool isOver;
    private bool isDisposed;

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (taken == output.WrittenCount)
        {
            if (isOver) return 0;
            output.ResetWrittenCount();
            taken = 0;
            reading ??= from.ReadAsync(input.AsMemory(0, Piece), cancellationToken).AsTask();
            if (!reading.IsCompleted && TryFlush(output)) continue;
            var length = await reading;
            reading = null;
            await TakeAsync(input.AsMemory(0, length), output, cancellationToken);
            isOver = length == 0;
        }
        var ready = output.WrittenMemory[taken..];
        var count = Math.Min(ready.Length, buffer.Length);
        ready[..count].CopyTo(buffer);
        taken += count;
        return count;
    }

    /// <param name="piece">Empty at the end.</param>
    /// <param name="output">Where what becomes of it is written.</param>
    protected abstract ValueTask TakeAsync(ReadOnlyMemory<byte> piece, ArrayBufferWriter<byte> output, CancellationToken ct);

    /// <summary>Nothing follows for now: writes what is held back for the sake of what follows. False where nothing is.</summary>
    protected virtual bool TryFlush(ArrayBufferWriter<byte> output) => false;

    /// <summary>Once, when nobody reads any more.</summary>
    protected virtual void Release()
    {
        // Most hold nothing of their own.
    }

    protected sealed override void Dispose(bool disposing)
    {
        if (isDisposed) return;
        isDisposed = true;
        Release();
        // A read that was abandoned may still write into it.
        if (reading is null) ArrayPool<byte>.Shared.Return(input);
        from.Dispose();
        base.Dispose(disposing);
    }
}
