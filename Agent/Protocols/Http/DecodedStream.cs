using System.Buffers;
using HoopLike.Shared.Masking.Bodies.Codings;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A body without its content codings. It is pulled: what a few bytes stand for comes only as fast as it is taken.</summary>
internal sealed class DecodedStream(Stream from, BodyDecoding decoding) : ForwardStream
{
    private const int Piece = 16 * 1024;

    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(Piece);
    private bool isReading;
    private bool isOver;
    private bool isDisposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = decoding.Read(buffer.Span);
            if (read > 0 || isOver || buffer.IsEmpty) return read;
            isReading = true;
            var length = await from.ReadAsync(input.AsMemory(0, Piece), cancellationToken);
            isReading = false;
            if (length > 0) decoding.Give(input.AsMemory(0, length));
            else
            {
                decoding.End();
                isOver = true;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (isDisposed) return;
        isDisposed = true;
        decoding.Dispose();
        from.Dispose();
        // A read that was abandoned may still write into it.
        if (!isReading) ArrayPool<byte>.Shared.Return(input);
        base.Dispose(disposing);
    }
}
