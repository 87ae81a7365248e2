using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HoopLike.Shared.Masking.Values;

/// <summary>A text with JSON's escapes (RFC 8259, section 7) read, and the way back to where each character came from.</summary>
/// <param name="onlyUnicode">Reads <c>\uXXXX</c> alone: for text that may hold JSON, where another backslash may be anything.</param>
internal ref struct JsonEscapes(ReadOnlySpan<byte> raw, bool onlyUnicode)
{
    private const int UnicodeLength = 6;

    private static readonly SearchValues<byte> mustBeEscaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> raw = raw;
    private int at;
    private int decoded;

    /// <summary>Whether there is an escape to read at all.</summary>
    public static bool Has(ReadOnlySpan<byte> text, bool onlyUnicode) => onlyUnicode ? text.IndexOf("\\u"u8) >= 0 : text.Contains((byte)'\\');

    /// <param name="into">As long as the text: what is decoded is never longer.</param>
    /// <returns>Its length.</returns>
    public readonly int Decode(Span<byte> into)
    {
        var (read, written) = (0, 0);
        while (read < raw.Length)
        {
            var skip = raw[read..].IndexOf((byte)'\\');
            var plain = skip < 0 ? raw.Length - read : skip;
            raw.Slice(read, plain).CopyTo(into[written..]);
            read += plain;
            written += plain;
            if (skip >= 0) read += Read(raw[read..], into[written..], ref written);
        }
        return written;
    }

    /// <summary>Where a decoded byte stands in the text: of one that an escape stands for, the escape's beginning, or with <paramref name="isEnd"/> its end. Asked in ascending order.</summary>
    public int RawOf(int offset, bool isEnd)
    {
        Span<byte> character = stackalloc byte[4];
        while (decoded < offset)
        {
            var skip = raw[at..].IndexOf((byte)'\\');
            var plain = Math.Min(offset - decoded, skip < 0 ? raw.Length - at : skip);
            (at, decoded) = (at + plain, decoded + plain);
            if (decoded == offset || skip < 0) break;
            var written = 0;
            var length = Read(raw[at..], character, ref written);
            if (decoded + written > offset) return isEnd ? at + length : at;
            (at, decoded) = (at + length, decoded + written);
        }
        return at;
    }

    /// <summary>Writes text as the inside of a JSON string.</summary>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        for (var next = text.IndexOfAny(mustBeEscaped); next >= 0; next = text.IndexOfAny(mustBeEscaped))
        {
            output.Write(text[..next]);
            if (text[next] is (byte)'"' or (byte)'\\') output.Write([(byte)'\\', text[next]]);
            else output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[next]:x4}")));
            text = text[(next + 1)..];
        }
        output.Write(text);
    }

    /// <summary>A masked value as the inside of a JSON string. Only what is kept of a value can hold anything that must be escaped.</summary>
    public static void WriteMasked(ReadOnlySpan<byte> value, TextMask mask, IBufferWriter<byte> output)
    {
        if (value.IndexOfAny(mustBeEscaped) < 0)
        {
            mask.Write(value, output);
            return;
        }
        var masked = new ArrayBufferWriter<byte>();
        mask.Write(value, masked);
        Write(masked.WrittenSpan, output);
    }

    /// <returns>How many bytes of the text the escape takes; a backslash that begins none stands for itself.</returns>
    private readonly int Read(ReadOnlySpan<byte> from, Span<byte> into, ref int written)
    {
        if (from.Length > 1 && from[1] == (byte)'u' && TryUnit(from, out var unit))
        {
            var length = UnicodeLength;
            if (!Rune.TryCreate(unit, out var rune))
            {
                if (char.IsHighSurrogate(unit) && TryUnit(from[UnicodeLength..], out var low) && Rune.TryCreate(unit, low, out rune)) length += UnicodeLength;
                else rune = Rune.ReplacementChar;
            }
            written += rune.EncodeToUtf8(into);
            return length;
        }
        if (onlyUnicode || from.Length < 2)
        {
            into[0] = from[0];
            written++;
            return 1;
        }
        into[0] = from[1] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            var itself => itself,
        };
        written++;
        return 2;
    }

    private static bool TryUnit(ReadOnlySpan<byte> from, out char unit)
    {
        unit = default;
        if (from.Length < UnicodeLength || from[0] != (byte)'\\' || from[1] != (byte)'u') return false;
        if (!Utf8Parser.TryParse(from[2..UnicodeLength], out ushort value, out var used, 'x') || used != 4) return false;
        unit = (char)value;
        return true;
    }
}
