using System.Buffers;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>COPY's text format: fields between delimiters, with backslash escapes; every LF ends a row.</summary>
internal sealed class CopyTextMask(ValueMask?[] columns, byte delimiter, byte[] nullText, bool hasHeader) : LineCopyMask(columns, hasHeader)
{
    private const byte Backslash = (byte)'\\';

    private readonly SearchValues<byte> escaped = SearchValues.Create([.. "\b\f\n\r\t\v\\"u8, delimiter]);

    protected override int ReadLine(ReadOnlySpan<byte> bytes, out int fields)
    {
        var (start, at, next, isCoded) = (0, 0, 0, false);
        fields = 0;
        while (true)
        {
            var skip = bytes[at..].IndexOfAny(delimiter, NewLine, Backslash);
            if (skip < 0) return -1;
            at += skip;
            var found = bytes[at];
            if (found == Backslash)
            {
                isCoded = true;
                at++;
                if (at < bytes.Length && bytes[at] != NewLine) at++;
                continue;
            }
            if (next < MaskedColumns.Length && MaskedColumns[next] == fields) Fields[next++] = new CopyField(start, at, isCoded);
            fields++;
            at++;
            if (found == NewLine) return at;
            (start, isCoded) = (at, false);
        }
    }

    protected override void Hold(ReadOnlySpan<byte> begun)
    {
    }

    protected override int Take(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> next, out bool isComplete)
    {
        var end = next.IndexOf(NewLine);
        isComplete = end >= 0;
        return isComplete ? end + 1 : next.Length;
    }

    protected override bool IsNull(ReadOnlySpan<byte> field) => field.SequenceEqual(nullText);

    protected override void WriteNull(IBufferWriter<byte> output) => output.Write(nullText);

    protected override void Decode(ReadOnlySpan<byte> field, ArrayBufferWriter<byte> output)
    {
        while (true)
        {
            var escape = field.IndexOf(Backslash);
            if (escape < 0 || escape + 1 == field.Length) break;
            output.Write(field[..escape]);
            field = field[(escape + 1)..];
            var value = Escape(field, out var length);
            output.Write([value]);
            field = field[length..];
        }
        output.Write(field);
    }

    protected override void Encode(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        for (var at = value.IndexOfAny(escaped); at >= 0; at = value.IndexOfAny(escaped))
        {
            output.Write(value[..at]);
            output.Write([Backslash, Letter(value[at])]);
            value = value[(at + 1)..];
        }
        output.Write(value);
    }

    /// <summary>What stands after the backslash: <c>b f n r t v</c>, one to three octal digits, x with one or two hex digits, or the character itself.</summary>
    private static byte Escape(ReadOnlySpan<byte> after, out int length)
    {
        length = 1;
        switch (after[0])
        {
            case (byte)'b': return (byte)'\b';
            case (byte)'f': return (byte)'\f';
            case (byte)'n': return NewLine;
            case (byte)'r': return (byte)'\r';
            case (byte)'t': return (byte)'\t';
            case (byte)'v': return (byte)'\v';
            case >= (byte)'0' and <= (byte)'7':
                return Number(after, 8, 3, out length);
            case (byte)'x' when after.Length > 1 && char.IsAsciiHexDigit((char)after[1]):
                var value = Number(after[1..], 16, 2, out length);
                length++;
                return value;
            default: return after[0];
        }
    }

    private static byte Number(ReadOnlySpan<byte> digits, int numberBase, int limit, out int length)
    {
        var value = 0;
        for (length = 0; length < Math.Min(limit, digits.Length); length++)
        {
            var digit = char.IsAsciiHexDigit((char)digits[length]) ? Convert.ToInt32(((char)digits[length]).ToString(), 16) : numberBase;
            if (digit >= numberBase) break;
            value = (value * numberBase) + digit;
        }
        return (byte)value;
    }

    private static byte Letter(byte value) => value switch
    {
        (byte)'\b' => (byte)'b',
        (byte)'\f' => (byte)'f',
        NewLine => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        (byte)'\v' => (byte)'v',
        _ => value,
    };
}
