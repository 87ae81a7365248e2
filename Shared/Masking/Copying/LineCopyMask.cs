using System.Buffers;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>What text and csv share: rows are lines, the first may be a header, and <c>\.</c> alone ends the data (PostgreSQL manual, COPY, file formats). The server ends lines with LF on every platform.</summary>
internal abstract class LineCopyMask(ValueMask?[] columns, bool hasHeader) : RowCopyMask(columns)
{
    protected const byte NewLine = (byte)'\n';

    private readonly ArrayBufferWriter<byte> plain = new(256);
    private readonly ArrayBufferWriter<byte> masked = new(256);
    private bool isHeader = hasHeader;

    /// <summary>As <see cref="RowCopyMask.ReadRow"/>, without regard to headers.</summary>
    protected abstract int ReadLine(ReadOnlySpan<byte> bytes, out int fields);

    protected abstract bool IsNull(ReadOnlySpan<byte> field);

    protected abstract void WriteNull(IBufferWriter<byte> output);

    protected abstract void Decode(ReadOnlySpan<byte> field, ArrayBufferWriter<byte> output);

    protected abstract void Encode(ReadOnlySpan<byte> value, IBufferWriter<byte> output);

    protected sealed override int ReadRow(ReadOnlySpan<byte> bytes, out bool hasFields)
    {
        hasFields = false;
        var length = ReadLine(bytes, out var fields);
        if (length < 0) return length;
        if (isHeader) isHeader = false;
        else if (!bytes[..length].SequenceEqual("\\.\n"u8))
        {
            if (fields != ColumnCount) throw Malformed();
            hasFields = true;
        }
        return length;
    }

    protected sealed override bool TryMask(ReadOnlySpan<byte> field, bool isCoded, ValueMask mask, IBufferWriter<byte> replacement)
    {
        if (IsNull(field)) return false;
        if (isCoded && mask.ReadsValue)
        {
            plain.ResetWrittenCount();
            Decode(field, plain);
            field = plain.WrittenSpan;
        }
        masked.ResetWrittenCount();
        switch (mask.Apply(field, masked))
        {
            case MaskOutcome.Unchanged:
                return false;
            case MaskOutcome.Null:
                WriteNull(replacement);
                return true;
            default:
                Encode(masked.WrittenSpan, replacement);
                return true;
        }
    }

    protected sealed override void CompleteRow(ArrayBufferWriter<byte> begun, IBufferWriter<byte> output)
    {
        begun.Write([NewLine]);
        var last = new ArrayBufferWriter<byte>();
        if (MaskRows(begun.WrittenSpan, last) != begun.WrittenCount) throw new InvalidDataException("The target's COPY stream ended within a row.");
        output.Write(last.WrittenSpan[..^1]);
    }
}
