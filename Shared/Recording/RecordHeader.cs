using System.Buffers.Binary;

namespace HoopLike.Shared.Recording;

/// <summary>The 21 bytes before each payload: u32 length of the payload, u8 kind, i64 sequence, i64 microseconds since 1970 (UTC); little-endian.</summary>
public readonly record struct RecordHeader(int PayloadLength, RecordKind Kind, long Sequence, long Micros)
{
    public const int Size = 4 + 1 + 8 + 8;

    public DateTimeOffset At => Micros is >= 0 and < 253_402_300_800_000_000 ? DateTimeOffset.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond) : DateTimeOffset.UnixEpoch;

    /// <summary>Length of the whole record: header, payload and hash.</summary>
    public int RecordLength => Size + PayloadLength + RecordingFormat.HashSize;

    /// <summary>False when the bytes cannot be a header: a payload that is no JSON object or larger than any that is written.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordHeader header)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        header = new RecordHeader((int)Math.Min(length, int.MaxValue), (RecordKind)bytes[4], BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[13..]));
        return length is >= 2 and <= RecordingFormat.MaxPayload;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)PayloadLength);
        bytes[4] = (byte)Kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[5..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[13..], Micros);
    }
}
