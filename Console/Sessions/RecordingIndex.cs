using System.Buffers.Binary;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>Where every thousandth record of a recording begins, in a file beside it. It is only a short cut: what it says is checked against the recording, and it can be made again from it.</summary>
internal sealed class RecordingIndex(string recordingPath)
{
    public const int Interval = 1000;

    private const int EntrySize = 8;

    public string Path { get; } = System.IO.Path.ChangeExtension(recordingPath, ".index");

    /// <summary>The indexed record at or before a sequence; record 0 where the index says nothing that is true.</summary>
    public (long Sequence, long Offset) Before(Stream recording, long sequence)
    {
        for (var entry = Math.Min(sequence / Interval, Count()); entry > 0; entry--)
        {
            var offset = Read(entry);
            if (Holds(recording, offset, entry * Interval)) return (entry * Interval, offset);
        }
        return (0, RecordingFormat.Magic.Length);
    }

    /// <summary>Remembers records that are stored: of all that it is told, those that it is about.</summary>
    public void Add(IReadOnlyList<(long Sequence, long Offset)> records)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        foreach (var (sequence, offset) in records)
        {
            if (!IsIndexed(sequence)) continue;
            using var file = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            BinaryPrimitives.WriteInt64LittleEndian(bytes, offset);
            RandomAccess.Write(file, bytes, (sequence / Interval - 1) * EntrySize);
        }
    }

    public static bool IsIndexed(long sequence) => sequence > 0 && sequence % Interval == 0;

    private long Count() => File.Exists(Path) ? new FileInfo(Path).Length / EntrySize : 0;

    private long Read(long entry)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.Read(file, bytes, (entry - 1) * EntrySize) == EntrySize ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
    }

    private static bool Holds(Stream recording, long offset, long sequence)
    {
        Span<byte> bytes = stackalloc byte[RecordHeader.Size];
        if (offset < RecordingFormat.Magic.Length || offset + RecordHeader.Size > recording.Length) return false;
        recording.Position = offset;
        recording.ReadExactly(bytes);
        return RecordHeader.TryRead(bytes, out var header) && header.Sequence == sequence && Enum.IsDefined(header.Kind);
    }
}
