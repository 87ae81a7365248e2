using System.Text;
using System.Text.Unicode;

namespace HoopLike.Shared.Recording;

/// <summary>Writes values as <see cref="RecordedText"/>: whole, or cut at <see cref="RecordedText.ValueLimit"/> bytes with the length of the whole.</summary>
public static class RecordedValues
{
    public static void Value(this JsonBytes to, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= RecordedText.ValueLimit) to.Text(utf8);
        else to.Cut(WholeCharacters(utf8[..RecordedText.ValueLimit]), utf8.Length);
    }

    public static void Value(this JsonBytes to, ReadOnlySpan<char> text)
    {
        if (text.Length * 3L <= RecordedText.ValueLimit || Encoding.UTF8.GetByteCount(text) is var bytes && bytes <= RecordedText.ValueLimit)
        {
            to.Text(text);
            return;
        }
        Span<byte> kept = stackalloc byte[RecordedText.ValueLimit];
        _ = Utf8.FromUtf16(text, kept, out _, out var written);
        to.Cut(kept[..written], bytes);
    }

    /// <summary>Writes a cut value.</summary>
    /// <param name="whole">Bytes of the value before it was cut.</param>
    public static void Cut(this JsonBytes to, ReadOnlySpan<byte> kept, long whole)
    {
        to.Raw("{\"cut\":"u8);
        to.Number(whole);
        to.Raw(",\"text\":"u8);
        to.Text(kept);
        to.Raw((byte)'}');
    }

    /// <summary>Bytes as PostgreSQL prints bytea: <c>\x</c> and hex digits.</summary>
    public static void Hex(this JsonBytes to, ReadOnlySpan<byte> bytes)
    {
        var kept = bytes[..Math.Min(bytes.Length, RecordedText.ValueLimit / 2)];
        if (kept.Length < bytes.Length)
        {
            to.Raw("{\"cut\":"u8);
            to.Number(bytes.Length);
            to.Raw(",\"text\":"u8);
        }
        to.Raw("\"\\\\x"u8);
        _ = Convert.TryToHexStringLower(kept, to.GetSpan(kept.Length * 2), out var written);
        to.Advance(written);
        to.Raw((byte)'"');
        if (kept.Length < bytes.Length) to.Raw((byte)'}');
    }

    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> utf8)
    {
        var end = utf8.Length;
        for (var back = 1; back <= Math.Min(3, end); back++)
        {
            var value = utf8[end - back];
            if (value < 0x80) return utf8;
            if (value < 0xc0) continue;
            var length = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
            return length > back ? utf8[..(end - back)] : utf8;
        }
        return utf8;
    }
}
