using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;

namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>Puts the codings of a body on again, in pieces. Not thread-safe.</summary>
public sealed class BodyEncoding : IDisposable
{
    private readonly BodyDecoding decoding;
    private readonly ContentCodings codings;
    private readonly WriterStream sink = new();
    private Stream? first;

    /// <param name="decoding">What took them off: raw deflate is written as raw deflate again, and of a body without a byte there is nothing to encode.</param>
    public BodyEncoding(ContentCodings codings, BodyDecoding decoding) => (this.codings, this.decoding) = (codings, decoding);

    /// <summary>Something was taken that the other side cannot read yet.</summary>
    public bool IsHeld { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (bytes.IsEmpty) return;
        Open(output, from: 0).Write(bytes);
        IsHeld = true;
    }

    /// <summary>Everything that was taken can be read by the other side then.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        if (IsHeld) Open(output, from: 0).Flush();
        IsHeld = false;
    }

    /// <summary>The body ended.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        sink.Output = output;
        if (first is null)
        {
            if (decoding.IsEmpty) return;
            // The framework's streams make nothing of nothing, which readers of gzip take for a broken body.
            Open(output, from: 1).Write(OfNothing());
        }
        first!.Flush();
        first.Dispose();
        IsHeld = false;
    }

    public void Dispose()
    {
        sink.Output = new ArrayBufferWriter<byte>();
        first?.Dispose();
        sink.Dispose();
    }

    /// <summary>What the coding that is applied first makes of nothing.</summary>
    private ReadOnlySpan<byte> OfNothing() => codings.Applied[0] switch
    {
        ContentCoding.Gzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ContentCoding.Deflate when decoding.Raw[0] => [3, 0],
        ContentCoding.Deflate => [0x78, 0x9C, 3, 0, 0, 0, 0, 1],
        _ => [0x3B],
    };

    private Stream Open(IBufferWriter<byte> output, int from)
    {
        sink.Output = output;
        if (first is not null) return first;
        Stream next = sink;
        var raw = decoding.Raw;
        for (var i = codings.Applied.Length - 1; i >= from; i--)
        {
            next = codings.Applied[i] switch
            {
                // A gateway is in the way of every byte: the levels are those that servers choose for what they do not keep.
                ContentCoding.Gzip => new GZipStream(next, CompressionLevel.Fastest),
                ContentCoding.Deflate when raw[i] => new DeflateStream(next, CompressionLevel.Fastest),
                ContentCoding.Deflate => new ZLibStream(next, CompressionLevel.Fastest),
                _ => new BrotliStream(next, CompressionLevel.Fastest),
            };
        }
        return first = next;
    }

    private sealed class WriterStream : Stream
    {
        public IBufferWriter<byte> Output { get; set; } = null!;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Output.Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => Output.Write(buffer);

        public override void Flush()
        {
            // What is written is there.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
