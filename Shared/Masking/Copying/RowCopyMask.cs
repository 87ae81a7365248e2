using System.Buffers;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>Where a masked column's field stands in its row. <paramref name="IsCoded"/>: it holds escapes or quotes.</summary>
internal readonly record struct CopyField(int Start, int End, bool IsCoded);

/// <summary>
/// What the COPY formats share: rows that are at hand whole are masked where they lie, and what lies between masked fields goes on in one piece over many rows; an unfinished row waits.
/// Each byte is looked at once, however the stream is cut.
/// </summary>
internal abstract class RowCopyMask : CopyMask
{
    private readonly ValueMask[] masks;
    private readonly ArrayBufferWriter<byte> waiting = new();
    private readonly ArrayBufferWriter<byte> encoded = new(256);

    protected RowCopyMask(ValueMask?[] columns)
    {
        ColumnCount = columns.Length;
        masks = [.. columns.OfType<ValueMask>()];
        Fields = new CopyField[masks.Length];
        MaskedColumns = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i] is not null)];
    }

    protected int ColumnCount { get; }

    /// <summary>Their numbers, from 0, ascending.</summary>
    protected int[] MaskedColumns { get; }

    /// <summary>For each masked column its place in the row that <see cref="ReadRow"/> read last.</summary>
    protected CopyField[] Fields { get; }

    /// <summary>Reads one row: its length and <see cref="Fields"/>; -1 while it is unfinished.</summary>
    /// <param name="hasFields">False for headers and end markers, which pass as they are and do not count.</param>
    protected abstract int ReadRow(ReadOnlySpan<byte> bytes, out bool hasFields);

    /// <summary>Prepares for <see cref="Take"/>: <paramref name="begun"/> is the unfinished row.</summary>
    protected abstract void Hold(ReadOnlySpan<byte> begun);

    /// <summary>How many of the next bytes certainly belong to the row that waits.</summary>
    protected abstract int Take(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> next, out bool isComplete);

    /// <summary>Masks a field that is not NULL: true with the new field as the format writes it, false when it stays.</summary>
    protected abstract bool TryMask(ReadOnlySpan<byte> field, bool isCoded, ValueMask mask, IBufferWriter<byte> replacement);

    public override void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (waiting.WrittenCount > 0)
        {
            var taken = Take(waiting.WrittenSpan, bytes, out var isComplete);
            if (taken == 0 && !isComplete) return;
            Keep(bytes[..taken]);
            bytes = bytes[taken..];
            if (!isComplete) continue;
            if (MaskRows(waiting.WrittenSpan, output) != waiting.WrittenCount) throw Malformed();
            waiting.ResetWrittenCount();
        }
        if (bytes.IsEmpty) return;
        var masked = MaskRows(bytes, output);
        if (masked == bytes.Length) return;
        Keep(bytes[masked..]);
        Hold(bytes[masked..]);
    }

    public override void Complete(IBufferWriter<byte> output)
    {
        if (waiting.WrittenCount > 0) CompleteRow(waiting, output);
        waiting.Clear();
    }

    /// <summary>The stream ended within a row.</summary>
    protected virtual void CompleteRow(ArrayBufferWriter<byte> begun, IBufferWriter<byte> output) => throw new InvalidDataException("The target's COPY stream ended within a row.");

    protected static InvalidDataException Malformed() => new("The target's COPY stream is not in the format that its statement announced.");

    protected static InvalidDataException TooLarge() => new($"A row of COPY data is larger than {RowLimit / (1024 * 1024)} MiB, which is the most that is kept to mask it.");

    /// <summary>Masks the whole rows at the beginning and says how long they are together.</summary>
    protected int MaskRows(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var (row, copied) = (0, 0);
        while (row < bytes.Length)
        {
            var length = ReadRow(bytes[row..], out var hasFields);
            if (length < 0) break;
            if (hasFields)
            {
                Rows++;
                MaskFields(bytes, row, ref copied, output);
            }
            row += length;
        }
        output.Write(bytes[copied..row]);
        return row;
    }

    private void MaskFields(ReadOnlySpan<byte> bytes, int row, ref int copied, IBufferWriter<byte> output)
    {
        for (var i = 0; i < masks.Length; i++)
        {
            var (start, end, isCoded) = Fields[i];
            encoded.ResetWrittenCount();
            if (start < 0 || !TryMask(bytes[(row + start)..(row + end)], isCoded, masks[i], encoded)) continue;
            MaskedValues++;
            output.Write(bytes[copied..(row + start)]);
            output.Write(encoded.WrittenSpan);
            copied = row + end;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (waiting.WrittenCount + (long)bytes.Length > RowLimit) throw TooLarge();
        waiting.Write(bytes);
    }
}
