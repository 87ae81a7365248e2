using System.Buffers;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Reads an array as the server writes it in text (manual, section 8.15.6), in order: braces and commas as they are, and the elements between them.</summary>
internal ref struct ArrayLiteral(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> ends = SearchValues.Create(",{}"u8);
    private static readonly SearchValues<byte> escapes = SearchValues.Create("\"\\"u8);

    private readonly ReadOnlySpan<byte> text = text;
    private int at;
    private int depth;

    /// <summary>All was read and every brace was closed.</summary>
    public readonly bool IsComplete => at == text.Length && depth == 0 && at > 0;

    /// <summary>The element read last is NULL.</summary>
    public bool IsNull { get; private set; }

    /// <summary>The element read last stands in quotes, within which a backslash escapes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>What stands before the first brace: nothing, or bounds with their sign.</summary>
    public bool TryReadBounds(out ReadOnlySpan<byte> bounds)
    {
        at = text.IndexOf((byte)'{');
        bounds = at < 0 ? [] : text[..at];
        return at == 0 || (at > 0 && text[0] == (byte)'[' && text[at - 1] == (byte)'=');
    }

    /// <param name="part">A brace or comma, or an element without its quotes; see <see cref="Decode"/>.</param>
    public bool TryRead(out ReadOnlySpan<byte> part, out bool isElement)
    {
        part = [];
        isElement = IsNull = false;
        if (at >= text.Length || (depth == 0 && at > 0 && text[at] != (byte)'{')) return false;
        switch (text[at])
        {
            case (byte)'{':
                depth++;
                break;
            case (byte)'}':
                depth--;
                break;
            case (byte)',':
                break;
            default:
                isElement = true;
                return TryReadElement(out part);
        }
        part = text.Slice(at++, 1);
        return true;
    }

    private bool TryReadElement(out ReadOnlySpan<byte> part)
    {
        var begin = at;
        IsQuoted = text[at] == (byte)'"';
        part = [];
        if (!IsQuoted)
        {
            var length = text[at..].IndexOfAny(ends);
            if (length < 0) return false;
            at += length;
            part = text[begin..at];
            // The server never writes a backslash outside quotes; whoever does may have escaped the comma.
            if (part.Contains((byte)'\\')) return false;
            IsNull = System.Text.Ascii.EqualsIgnoreCase(part.Trim(" \t\n\v\f\r"u8), "NULL"u8);
            return true;
        }
        for (at++; ; at += 2)
        {
            var skip = at <= text.Length ? text[at..].IndexOfAny(escapes) : -1;
            if (skip < 0) return false;
            at += skip;
            if (text[at] == (byte)'"') break;
        }
        part = text[(begin + 1)..at];
        at++;
        return true;
    }

    /// <summary>The value that an element stands for.</summary>
    public readonly ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> element)
    {
        if (!element.Contains((byte)'\\')) return element;
        var decoded = new byte[element.Length];
        var length = 0;
        for (var i = 0; i < element.Length; i++)
        {
            if (element[i] == (byte)'\\' && i + 1 < element.Length) i++;
            decoded[length++] = element[i];
        }
        return decoded.AsSpan(0, length);
    }

    public static void Quote(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        for (var special = value.IndexOfAny(escapes); special >= 0; special = value.IndexOfAny(escapes))
        {
            output.Write(value[..special]);
            output.Write([(byte)'\\', value[special]]);
            value = value[(special + 1)..];
        }
        output.Write(value);
        output.Write("\""u8);
    }
}
