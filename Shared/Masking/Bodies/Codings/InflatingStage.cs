using System.IO.Compression;

namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>
/// gzip (RFC 1952, with its checksums, all members of it one after the other), zlib (RFC 1950) and raw deflate (RFC 1951). What follows the end and is no further member is left out, as clients leave it out.
/// </summary>
internal sealed class InflatingStage(IByteSource source, ContentCoding coding) : DecodingStage
{
    /// <summary>Of a zlib header: the two bytes by which it is told from raw deflate.</summary>
    private const int HeadSize = 2;

    private readonly FedStream fed = new(source);
    private Stream? inflater;

    /// <summary>Of a body in <see cref="ContentCoding.Deflate"/>: it has no zlib header. Known once something was read.</summary>
    public bool IsRaw { get; private set; }

    public override int Read(Span<byte> into)
    {
        if (inflater is null && !TryOpen()) return 0;
        try
        {
            return inflater!.Read(into);
        }
        catch (InvalidDataException)
        {
            throw Corrupt(coding == ContentCoding.Gzip ? "gzip" : "deflate");
        }
    }

    public override CodingEnd End()
    {
        if (fed.IsUntouched) return CodingEnd.Possible;
        if (inflater is null) return CodingEnd.Cut;
        Span<byte> more = stackalloc byte[64];
        fed.Asked = 0;
        if (Read(more) > 0) return CodingEnd.Cut;
        if (fed.Asked == 0) return CodingEnd.Reached;
        if (coding != ContentCoding.Gzip) return CodingEnd.Cut;
        // Between two members the inflater takes no byte that begins none, and within one it takes it and asks for the next.
        fed.Probe();
        return Read(more) == 0 && fed.Asked == 0 ? CodingEnd.Possible : CodingEnd.Cut;
    }

    public override void Dispose()
    {
        inflater?.Dispose();
        fed.Dispose();
    }

    private bool TryOpen()
    {
        if (coding == ContentCoding.Gzip) inflater = new GZipStream(fed, CompressionMode.Decompress, leaveOpen: true);
        else
        {
            if (!fed.TryPeek(HeadSize, out var head)) return false;
            // CM is deflate, CINFO at most 7, and FCHECK makes a multiple of 31 of both.
            IsRaw = (head[0] & 0x0F) != 8 || head[0] >> 4 > 7 || ((head[0] << 8) | head[1]) % 31 != 0;
            inflater = IsRaw ? new DeflateStream(fed, CompressionMode.Decompress, leaveOpen: true) : new ZLibStream(fed, CompressionMode.Decompress, leaveOpen: true);
        }
        return true;
    }

    /// <summary>What the framework's inflaters read from. They come back when they were told that there is nothing.</summary>
    private sealed class FedStream(IByteSource source) : Stream
    {
        private readonly byte[] head = new byte[HeadSize];
        private int headLength;
        private int headTaken;
        private bool isProbing;

        /// <summary>Not a byte came: of nothing some encoders make nothing.</summary>
        public bool IsUntouched { get; private set; } = true;

        /// <summary>How often nothing could be given.</summary>
        public int Asked { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>The next byte is one that begins no member of gzip.</summary>
        public void Probe() => (isProbing, Asked) = (true, 0);

        public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
        {
            while (headLength < count && source.Read(head.AsSpan(headLength, count - headLength)) is > 0 and var read) headLength += read;
            IsUntouched &= headLength == 0;
            bytes = head;
            return headLength == count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (isProbing)
            {
                isProbing = false;
                buffer[0] = 0;
                return 1;
            }
            if (headTaken < headLength)
            {
                var taken = Math.Min(buffer.Length, headLength - headTaken);
                head.AsSpan(headTaken, taken).CopyTo(buffer);
                headTaken += taken;
                return taken;
            }
            var read = source.Read(buffer);
            IsUntouched &= read == 0;
            if (read == 0) Asked++;
            return read;
        }

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
