using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Where the good part of a spool file ends: after its last record that follows from the chain.</summary>
internal sealed class SpoolTail : IDisposable
{
    private SpoolTail(Guid session)
    {
        Session = session;
        Chain = new ChainCheck(session);
    }

    public Guid Session { get; }

    public ChainCheck Chain { get; }

    /// <summary>Offset behind the last good record.</summary>
    public long End { get; private set; } = RecordingFormat.Magic.Length;

    public RecordKind LastKind { get; private set; }

    public long LastMicros { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Set when more stands behind <see cref="End"/> than a write that was cut short can leave.</summary>
    public string? Damage { get; private set; }

    public static SpoolTail Find(string path, Guid session)
    {
        var tail = new SpoolTail(session);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        Span<byte> magic = stackalloc byte[RecordingFormat.Magic.Length];
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (!RecordingFormat.Magic.StartsWith(magic[..read])) tail.Damage = magic[..read].ContainsAnyExcept((byte)0) || file.Length > magic.Length ? "it does not begin as a recording" : null;
        else if (read == magic.Length) tail.Read(file);
        return tail;
    }

    public void Dispose() => Chain.Dispose();

    private void Read(FileStream file)
    {
        var length = file.Length;
        using var scanner = new RecordScanner(file, End);
        while (true)
        {
            switch (scanner.Read())
            {
                case ScanOutcome.Record when Chain.Fits(scanner.Record):
                    Take(scanner);
                    continue;
                case ScanOutcome.Record when scanner.Offset + scanner.Record.Bytes.Length < length:
                    Damage = $"record {Chain.LastSequence + 1} is not the one that was written, and more records follow";
                    return;
                case ScanOutcome.Torn when HoldsRecord(scanner.Rest, Chain.LastSequence + 2):
                    Damage = $"the length of record {Chain.LastSequence + 1} is not the one that was written, and more records follow";
                    return;
                // After a power cut, the file may have got its length but not its bytes.
                case ScanOutcome.Malformed when !scanner.IsRestZero():
                    Damage = $"what stands in the place of record {Chain.LastSequence + 1} is no record";
                    return;
                default:
                    return;
            }
        }
    }

    private void Take(RecordScanner scanner)
    {
        var record = scanner.Record;
        Chain.MoveTo(record);
        End = scanner.Offset + record.Bytes.Length;
        LastKind = record.Header.Kind;
        LastMicros = record.Header.Micros;
        IsClosed |= LastKind == RecordKind.Closed;
    }

    /// <summary>Whether a header with the sequence stands somewhere in the bytes. JSON has no zero bytes, so that no payload can look like one.</summary>
    private static bool HoldsRecord(ReadOnlySpan<byte> bytes, long sequence)
    {
        for (var i = 1; i + RecordHeader.Size <= bytes.Length; i++)
            if (RecordHeader.TryRead(bytes[i..], out var header) && header.Sequence == sequence && Enum.IsDefined(header.Kind)) return true;
        return false;
    }
}
