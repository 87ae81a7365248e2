namespace HoopLike.Console.Sessions;

/// <summary>Reads another stream and says how far it got; a cancelled token ends it.</summary>
/// <param name="progress">Told the share that was read, between 0 and 1, each time that it grew by a hundredth.</param>
internal sealed class ObservedStream(Stream inner, IProgress<double> progress, CancellationToken cancellationToken) : Stream
{
    private double told;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        var share = inner.Length == 0 ? 1 : (double)inner.Position / inner.Length;
        if (share >= told + 0.01)
        {
            told = share;
            progress.Report(share);
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => inner.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
