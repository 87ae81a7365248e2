namespace HoopLike.Shared.Recording;

/// <summary>One whole record where it lies.</summary>
public readonly ref struct RecordView(RecordHeader header, ReadOnlySpan<byte> bytes)
{
    public RecordHeader Header { get; } = header;

    /// <summary>Header, payload and hash.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> HeaderAndPayload => Bytes[..^RecordingFormat.HashSize];

    public ReadOnlySpan<byte> Payload => Bytes[RecordHeader.Size..^RecordingFormat.HashSize];

    public ReadOnlySpan<byte> Hash => Bytes[^RecordingFormat.HashSize..];
}

/// <summary>Walks over records that lie one after the other in memory.</summary>
public ref struct RecordCursor(ReadOnlySpan<byte> records)
{
    private readonly ReadOnlySpan<byte> records = records;

    /// <summary>Where the next record begins; after the last whole record, the number of bytes in whole records.</summary>
    public int Position { get; private set; }

    /// <summary>False at the end, and before bytes that are no whole record.</summary>
    public bool TryNext(out RecordView record)
    {
        var rest = records[Position..];
        record = default;
        if (rest.Length < RecordHeader.Size || !RecordHeader.TryRead(rest, out var header) || rest.Length < header.RecordLength) return false;
        record = new RecordView(header, rest[..header.RecordLength]);
        Position += header.RecordLength;
        return true;
    }
}
