using System.Buffers;
using System.IO.Compression;

namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>Brotli (RFC 7932).</summary>
internal sealed class BrotliStage(IByteSource source) : DecodingStage
{
    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private BrotliDecoder decoder;
    private int begin;
    private int end;
    private bool isUntouched = true;
    private bool isOver;
    private bool isDisposed;

    public override int Read(Span<byte> into)
    {
        while (!isOver)
        {
            var status = decoder.Decompress(input.AsSpan(begin, end - begin), into, out var consumed, out var written);
            begin += consumed;
            if (status == OperationStatus.InvalidData) throw Corrupt("brotli");
            isOver = status == OperationStatus.Done;
            if (written > 0) return written;
            if (status != OperationStatus.NeedMoreData) continue;
            // What it did not take it wants to see again, with more behind it.
            input.AsSpan(begin, end - begin).CopyTo(input);
            (begin, end) = (0, end - begin);
            var read = source.Read(input.AsSpan(end));
            if (read == 0) return 0;
            end += read;
            isUntouched = false;
        }
        return 0;
    }

    public override CodingEnd End() => isOver ? CodingEnd.Reached : isUntouched ? CodingEnd.Possible : CodingEnd.Cut;

    public override void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        decoder.Dispose();
        ArrayPool<byte>.Shared.Return(input);
    }
}
