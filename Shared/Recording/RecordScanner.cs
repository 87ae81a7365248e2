using System.Buffers;

namespace HoopLike.Shared.Recording;

public enum ScanOutcome
{
    Record,
    /// <summary>The file ends after a whole record.</summary>
    End,
    /// <summary>The file ends inside a record.</summary>
    Torn,
    /// <summary>What stands here cannot be a record.</summary>
    Malformed,
}

/// <summary>Reads records from a stream, in memory bounded by the largest record. It knows framing only, not the chain.</summary>
public sealed class RecordScanner : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private readonly Stream stream;
    private readonly bool leaveOpen;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private int start;
    private int end;
    private int recordLength;
    private long nextOffset;

    /// <param name="stream">Stands at <paramref name="offset"/>, where a record begins. Disposed with the scanner, unless <paramref name="leaveOpen"/>.</param>
    public RecordScanner(Stream stream, long offset, bool leaveOpen = false)
    {
        this.stream = stream;
        this.leaveOpen = leaveOpen;
        nextOffset = offset;
    }

    /// <summary>Opens a recording that may still be written to, for reading from <paramref name="offset"/>.</summary>
    public static RecordScanner Open(string path, long offset)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = offset;
        return new RecordScanner(file, offset);
    }

    /// <summary>Where the last record that was read begins in the file; after anything else, where that begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The last record that was read; gone with the next <see cref="Read"/>.</summary>
    public RecordView Record { get { _ = RecordHeader.TryRead(buffer.AsSpan(start), out var header); return new RecordView(header, buffer.AsSpan(start, recordLength)); } }

    /// <summary>After <see cref="ScanOutcome.Torn"/>: whether a header with the sequence stands somewhere in the rest, so that it is a length that was changed and not the file that was cut.
    /// JSON has no zero bytes, so that no payload can look like a header.</summary>
    public bool HoldsHeader(long sequence)
    {
        for (var i = start + 1; i + RecordHeader.Size <= end; i++)
            if (RecordHeader.TryRead(buffer.AsSpan(i), out var header) && header.Sequence == sequence && Enum.IsDefined(header.Kind)) return true;
        return false;
    }

    /// <summary>After <see cref="ScanOutcome.Malformed"/>: whether nothing but zeros follows.</summary>
    public bool IsRestZero()
    {
        do
        {
            if (buffer.AsSpan(start, end - start).ContainsAnyExcept((byte)0)) return false;
            start = 0;
            end = stream.Read(buffer, 0, buffer.Length);
        }
        while (end > 0);
        return true;
    }

    public ScanOutcome Read()
    {
        start += recordLength;
        nextOffset += recordLength;
        recordLength = 0;
        Offset = nextOffset;
        if (!Fill(RecordHeader.Size)) return end == start ? ScanOutcome.End : ScanOutcome.Torn;
        if (!RecordHeader.TryRead(buffer.AsSpan(start), out var header)) return ScanOutcome.Malformed;
        if (!Fill(header.RecordLength)) return ScanOutcome.Torn;
        recordLength = header.RecordLength;
        return ScanOutcome.Record;
    }

    public void Dispose()
    {
        if (!leaveOpen) stream.Dispose();
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private bool Fill(int wanted)
    {
        if (end - start >= wanted) return true;
        if (buffer.Length - start < wanted) MakeRoom(wanted);
        while (end - start < wanted)
        {
            var got = stream.Read(buffer, end, buffer.Length - end);
            if (got == 0) return false;
            end += got;
        }
        return true;
    }

    private void MakeRoom(int wanted)
    {
        var target = wanted > buffer.Length ? ArrayPool<byte>.Shared.Rent(wanted) : buffer;
        buffer.AsSpan(start, end - start).CopyTo(target);
        if (target != buffer) ArrayPool<byte>.Shared.Return(buffer);
        buffer = target;
        end -= start;
        start = 0;
    }
}
