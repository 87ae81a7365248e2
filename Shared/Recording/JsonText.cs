using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HoopLike.Shared.Recording;

/// <summary>JSON strings (RFC 8259, section 7) from UTF-16 and from bytes that claim to be UTF-8: what is not well-formed becomes U+FFFD, so that nothing can break the JSON.</summary>
public static class JsonText
{
    private static readonly SearchValues<byte> escapedBytes = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\', 0x7f]);
    private static readonly SearchValues<char> escapedChars = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '\x7f']);

    /// <summary>Most bytes that one byte of UTF-8 or one char of UTF-16 can take when written.</summary>
    public const int WorstExpansion = 6;

    /// <summary>Writes a string with its quotes.</summary>
    public static void Text(this JsonBytes to, ReadOnlySpan<char> text)
    {
        to.Raw((byte)'"');
        to.TextBody(text);
        to.Raw((byte)'"');
    }

    /// <summary>Writes a string with its quotes.</summary>
    public static void Text(this JsonBytes to, ReadOnlySpan<byte> utf8)
    {
        to.Raw((byte)'"');
        to.TextBody(utf8);
        to.Raw((byte)'"');
    }

    /// <summary>Writes an array of strings.</summary>
    public static void Texts(this JsonBytes to, ReadOnlySpan<string> texts)
    {
        to.Raw((byte)'[');
        for (var i = 0; i < texts.Length; i++)
        {
            if (i > 0) to.Raw((byte)',');
            to.Text(texts[i]);
        }
        to.Raw((byte)']');
    }

    private static void TextBody(this JsonBytes to, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var clean = text.IndexOfAny(escapedChars);
            to.Transcoded(clean < 0 ? text : text[..clean]);
            if (clean < 0) return;
            to.Escaped((byte)text[clean]);
            text = text[(clean + 1)..];
        }
    }

    private static void TextBody(this JsonBytes to, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            to.Repaired(utf8);
            return;
        }
        while (true)
        {
            var clean = utf8.IndexOfAny(escapedBytes);
            to.Raw(clean < 0 ? utf8 : utf8[..clean]);
            if (clean < 0) return;
            to.Escaped(utf8[clean]);
            utf8 = utf8[(clean + 1)..];
        }
    }

    private static void Transcoded(this JsonBytes to, ReadOnlySpan<char> text)
    {
        _ = Utf8.FromUtf16(text, to.GetSpan(text.Length * 3), out _, out var written, replaceInvalidSequences: true, isFinalBlock: true);
        to.Advance(written);
    }

    private static void Repaired(this JsonBytes to, ReadOnlySpan<byte> utf8)
    {
        Span<byte> encoded = stackalloc byte[4];
        while (!utf8.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(utf8, out var rune, out var consumed);
            utf8 = utf8[consumed..];
            if (rune.IsAscii && escapedBytes.Contains((byte)rune.Value)) to.Escaped((byte)rune.Value);
            else to.Raw(encoded[..rune.EncodeToUtf8(encoded)]);
        }
    }

    private static void Escaped(this JsonBytes to, byte value)
    {
        var letter = value switch { (byte)'"' => (byte)'"', (byte)'\\' => (byte)'\\', (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', (byte)'\t' => (byte)'t', _ => (byte)0 };
        if (letter != 0)
        {
            to.Raw([(byte)'\\', letter]);
            return;
        }
        to.Raw("\\u00"u8);
        to.Raw([Hex(value >> 4), Hex(value & 15)]);
    }

    private static byte Hex(int digit) => "0123456789abcdef"u8[digit];
}
