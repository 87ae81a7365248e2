using System.Buffers;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Whole records read from a spool file, and where the next one begins.</summary>
internal sealed record SpoolChunk(byte[] Records, UploadPosition Next)
{
    /// <summary>Reads as many whole records as fit into <see cref="AgentHubAddress.ChunkLimit"/>, at least one; null when there are none.</summary>
    /// <param name="end">How much of the file is written.</param>
    /// <exception cref="InvalidDataException">What stands there is no record.</exception>
    public static SpoolChunk? Read(string path, UploadPosition from, long end)
    {
        var available = end - from.Offset;
        if (available <= 0) return null;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(available, AgentHubAddress.ChunkLimit));
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = buffer.AsSpan(0, (int)Math.Min(available, AgentHubAddress.ChunkLimit));
            Fill(file, bytes, from.Offset);
            var cursor = new RecordCursor(bytes);
            var sequence = from.Sequence;
            while (cursor.TryNext(out var record)) Expect(record.Header, sequence++, path);
            if (cursor.Position > 0) return new SpoolChunk(bytes[..cursor.Position].ToArray(), new UploadPosition(sequence, from.Offset + cursor.Position));
            return new SpoolChunk(ReadLarge(file, bytes, from, end, path), new UploadPosition(sequence + 1, from.Offset + LengthOf(bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where the record after <paramref name="sequence"/> begins.</summary>
    /// <param name="known">A position that is right, from which to look on when it lies before.</param>
    public static UploadPosition After(string path, long sequence, UploadPosition known)
    {
        if (sequence + 1 == known.Sequence) return known;
        var start = sequence + 1 > known.Sequence ? known : UploadPosition.Start;
        using var scanner = RecordScanner.Open(path, start.Offset);
        for (var next = start.Sequence; next <= sequence; next++)
        {
            if (scanner.Read() != ScanOutcome.Record) throw new InvalidDataException($"{path} ends before record {sequence}, which the console has.");
            start = new UploadPosition(next + 1, scanner.Offset + scanner.Record.Bytes.Length);
        }
        return start;
    }

    private static byte[] ReadLarge(Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySpan<byte> start, UploadPosition from, long end, string path)
    {
        if (start.Length < RecordHeader.Size || !RecordHeader.TryRead(start, out var header) || from.Offset + header.RecordLength > end)
            throw new InvalidDataException($"{path} holds no whole record {from.Sequence}.");
        Expect(header, from.Sequence, path);
        var record = new byte[header.RecordLength];
        Fill(file, record, from.Offset);
        return record;
    }

    private static int LengthOf(ReadOnlySpan<byte> record)
    {
        _ = RecordHeader.TryRead(record, out var header);
        return header.RecordLength;
    }

    private static void Expect(RecordHeader header, long sequence, string path)
    {
        if (header.Sequence != sequence) throw new InvalidDataException($"{path} holds record {header.Sequence} in the place of record {sequence}.");
    }

    private static void Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var got = RandomAccess.Read(file, bytes, offset);
            if (got == 0) throw new InvalidDataException("The recording is shorter than what was written to it.");
            bytes = bytes[got..];
            offset += got;
        }
    }
}
