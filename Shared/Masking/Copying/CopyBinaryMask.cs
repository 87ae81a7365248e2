using System.Buffers;
using System.Buffers.Binary;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>COPY's binary format (PostgreSQL manual, COPY, binary format): a header; rows of a field count and, for each field, its length (-1 for NULL) and bytes; a count of -1 at the end.</summary>
internal sealed class CopyBinaryMask(ValueMask?[] columns) : RowCopyMask(columns)
{
    /// <summary>Signature, flags, length of the header's extension.</summary>
    private const int HeaderSize = 11 + 4 + 4;

    /// <summary>Bits 16 to 31 of the flags change the format; the only one ever used, row OIDs, went with PostgreSQL 12.</summary>
    private const uint CriticalFlags = 0xFFFF0000;

    private readonly ArrayBufferWriter<byte> masked = new(256);
    private bool isHeader = true;
    private bool isEnded;

    /// <summary>Of the row that waits: where the next length stands, and how many fields are still to come; -1 before the count is read.</summary>
    private int at;
    private int fieldsLeft;

    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    protected override int ReadRow(ReadOnlySpan<byte> bytes, out bool hasFields)
    {
        hasFields = false;
        if (isHeader) return ReadHeader(bytes);
        if (isEnded) throw Malformed();
        if (bytes.Length < 2) return -1;
        var count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        if (count == -1)
        {
            isEnded = true;
            return 2;
        }
        if (count != ColumnCount) throw Malformed();
        var (end, next) = (2, 0);
        for (var field = 0; field < count; field++)
        {
            if (bytes.Length - end < 4) return -1;
            var length = ReadLength(bytes[end..]);
            if (bytes.Length - end - 4 < length) return -1;
            var after = end + 4 + Math.Max(length, 0);
            if (next < MaskedColumns.Length && MaskedColumns[next] == field) Fields[next++] = length < 0 ? new CopyField(-1, -1, false) : new CopyField(end, after, false);
            end = after;
        }
        hasFields = true;
        return end;
    }

    protected override void Hold(ReadOnlySpan<byte> begun) => (at, fieldsLeft) = (0, -1);

    protected override int Take(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> next, out bool isComplete)
    {
        isComplete = false;
        if (isHeader) return TakeHeader(begun, next, out isComplete);
        if (fieldsLeft < 0)
        {
            if (begun.Length < 2) return Math.Min(2 - begun.Length, next.Length);
            fieldsLeft = BinaryPrimitives.ReadInt16BigEndian(begun);
            if (fieldsLeft == -1) fieldsLeft = 0;
            else if (fieldsLeft != ColumnCount) throw Malformed();
            at = 2;
        }
        while (fieldsLeft > 0 && begun.Length - at >= 4)
        {
            var length = Math.Max(ReadLength(begun[at..]), 0);
            if (at + 4L + length > RowLimit) throw TooLarge();
            at += 4 + length;
            fieldsLeft--;
        }
        var wanted = (fieldsLeft > 0 ? at + 4 : at) - begun.Length;
        var taken = Math.Min(wanted, next.Length);
        isComplete = fieldsLeft == 0 && taken == wanted;
        return taken;
    }

    protected override bool TryMask(ReadOnlySpan<byte> field, bool isCoded, ValueMask mask, IBufferWriter<byte> replacement)
    {
        masked.ResetWrittenCount();
        var outcome = mask.Apply(field[4..], masked);
        if (outcome == MaskOutcome.Unchanged) return false;
        var length = replacement.GetSpan(4);
        BinaryPrimitives.WriteInt32BigEndian(length, outcome == MaskOutcome.Null ? -1 : masked.WrittenCount);
        replacement.Advance(4);
        if (outcome == MaskOutcome.Replaced) replacement.Write(masked.WrittenSpan);
        return true;
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize) return -1;
        var size = HeaderLength(bytes);
        if (bytes.Length < size) return -1;
        isHeader = false;
        return size;
    }

    private static int TakeHeader(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> next, out bool isComplete)
    {
        var wanted = (begun.Length < HeaderSize ? HeaderSize : HeaderLength(begun)) - begun.Length;
        var taken = Math.Min(wanted, next.Length);
        isComplete = begun.Length >= HeaderSize && taken == wanted;
        return taken;
    }

    private static int HeaderLength(ReadOnlySpan<byte> header)
    {
        var extension = BinaryPrimitives.ReadInt32BigEndian(header[15..]);
        if (!header.StartsWith(Signature) || (BinaryPrimitives.ReadUInt32BigEndian(header[11..]) & CriticalFlags) != 0 || extension is < 0 or > RowLimit - HeaderSize) throw Malformed();
        return HeaderSize + extension;
    }

    private static int ReadLength(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return length >= -1 ? length : throw Malformed();
    }
}
