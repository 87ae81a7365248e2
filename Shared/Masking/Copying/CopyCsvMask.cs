using System.Buffers;

namespace HoopLike.Shared.Masking.Copying;

/// <param name="Null">What stands unquoted for NULL.</param>
internal sealed record CsvWords(byte Delimiter, byte Quote, byte Escape, byte[] Null);

/// <summary>COPY's csv format: a quote anywhere in a field turns quoting on or off, and within it delimiters and LF are data.</summary>
internal sealed class CopyCsvMask(ValueMask?[] columns, CsvWords words, bool hasHeader) : LineCopyMask(columns, hasHeader)
{
    private readonly SearchValues<byte> quoted = SearchValues.Create([words.Delimiter, words.Quote, words.Escape, NewLine, (byte)'\r']);
    private readonly byte delimiter = words.Delimiter;
    private readonly byte quote = words.Quote;
    private readonly byte escape = words.Escape;
    private bool isQuoted;
    private bool isEscaped;

    protected override int ReadLine(ReadOnlySpan<byte> bytes, out int fields)
    {
        var (start, at, next, isCoded) = (0, 0, 0, false);
        fields = 0;
        while (true)
        {
            var skip = bytes[at..].IndexOfAny(delimiter, NewLine, quote);
            if (skip < 0) return -1;
            at += skip;
            var found = bytes[at];
            if (found == quote)
            {
                isCoded = true;
                var end = EndOfQuotes(bytes[(at + 1)..]);
                if (end < 0) return -1;
                at += 1 + end;
                continue;
            }
            if (next < MaskedColumns.Length && MaskedColumns[next] == fields) Fields[next++] = new CopyField(start, at, isCoded);
            fields++;
            at++;
            if (found == NewLine) return at;
            (start, isCoded) = (at, false);
        }
    }

    /// <summary>Past the quote that ends quoting; a doubled quote ends it and begins it again.</summary>
    private int EndOfQuotes(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var skip = bytes[at..].IndexOfAny(quote, escape);
            if (skip < 0) return -1;
            at += skip;
            if (bytes[at] == quote) return at + 1;
            if (at + 1 == bytes.Length) return -1;
            at += bytes[at + 1] == quote || bytes[at + 1] == escape ? 2 : 1;
        }
        return -1;
    }

    protected override void Hold(ReadOnlySpan<byte> begun)
    {
        (isQuoted, isEscaped) = (false, false);
        if (EndOfLine(begun) >= 0) throw Malformed();
    }

    protected override int Take(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> next, out bool isComplete)
    {
        var end = EndOfLine(next);
        isComplete = end >= 0;
        return isComplete ? end + 1 : next.Length;
    }

    private int EndOfLine(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            if (isEscaped)
            {
                isEscaped = false;
                if (bytes[at] == quote || bytes[at] == escape) continue;
            }
            var skip = isQuoted ? bytes[at..].IndexOfAny(quote, escape) : bytes[at..].IndexOfAny(quote, NewLine);
            if (skip < 0) return -1;
            at += skip;
            if (bytes[at] == quote) isQuoted = !isQuoted;
            else if (isQuoted) isEscaped = true;
            else return at;
        }
        return -1;
    }

    /// <summary>Quoted, the same text is a value.</summary>
    protected override bool IsNull(ReadOnlySpan<byte> field) => field.SequenceEqual(words.Null);

    protected override void WriteNull(IBufferWriter<byte> output) => output.Write(words.Null);

    protected override void Decode(ReadOnlySpan<byte> field, ArrayBufferWriter<byte> output)
    {
        var inQuotes = false;
        for (var at = 0; at < field.Length; at++)
        {
            var skip = field[at..].IndexOfAny(quote, escape);
            if (skip < 0)
            {
                output.Write(field[at..]);
                return;
            }
            output.Write(field.Slice(at, skip));
            at += skip;
            var follows = at + 1 < field.Length && (field[at + 1] == quote || field[at + 1] == escape);
            if (inQuotes && field[at] == escape && follows) output.Write([field[++at]]);
            else if (field[at] == quote) inQuotes = !inQuotes;
            else output.Write([field[at]]);
        }
    }

    protected override void Encode(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!value.ContainsAny(quoted) && !value.SequenceEqual(words.Null) && !value.SequenceEqual("\\."u8))
        {
            output.Write(value);
            return;
        }
        output.Write([quote]);
        for (var at = value.IndexOfAny(quote, escape); at >= 0; at = value.IndexOfAny(quote, escape))
        {
            output.Write(value[..at]);
            output.Write([escape, value[at]]);
            value = value[(at + 1)..];
        }
        output.Write(value);
        output.Write([quote]);
    }
}
