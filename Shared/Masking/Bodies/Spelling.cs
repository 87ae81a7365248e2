using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>How a format writes text: what of it must be escaped.</summary>
internal abstract class Spelling
{
    public static Spelling Plain { get; } = new PlainSpelling();

    public static Spelling Json { get; } = new EscapedSpelling(b => b < 0x20 || b is (byte)'"' or (byte)'\\', b => b is (byte)'"' or (byte)'\\' ? $"\\{(char)b}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)b:x4}"));

    public static Spelling Markup { get; } = new EscapedSpelling(b => b is (byte)'<' or (byte)'>' or (byte)'&' or (byte)'"' or (byte)'\'', b => string.Create(CultureInfo.InvariantCulture, $"&#{(int)b};"));

    public static Spelling Form { get; } = new EscapedSpelling(b => !(char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'*'), b => string.Create(CultureInfo.InvariantCulture, $"%{(int)b:X2}"));

    public static Spelling Quoted { get; } = new EscapedSpelling(b => b == (byte)'"', _ => "\"\"");

    /// <summary>Writes what a method leaves of a finding. What would be half a character is none of it.</summary>
    public void WriteMasked(ReadOnlySpan<byte> text, TextMask mask, IBufferWriter<byte> output)
    {
        var masked = new ArrayBufferWriter<byte>(64);
        mask.Write(text, masked);
        Write(Utf8.IsValid(masked.WrittenSpan) ? masked.WrittenSpan : RedactMask.Text, output);
    }

    public abstract void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output);

    private sealed class PlainSpelling : Spelling
    {
        public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output) => output.Write(text);
    }

    private sealed class EscapedSpelling : Spelling
    {
        private readonly SearchValues<byte> escaped;
        private readonly byte[][] escapes = new byte[256][];

        public EscapedSpelling(Predicate<byte> isEscaped, Func<byte, string> escape)
        {
            byte[] found = [.. Enumerable.Range(0, 256).Select(i => (byte)i).Where(b => isEscaped(b))];
            foreach (var b in found) escapes[b] = Encoding.ASCII.GetBytes(escape(b));
            escaped = SearchValues.Create(found);
        }

        public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
        {
            for (var next = text.IndexOfAny(escaped); next >= 0; next = text.IndexOfAny(escaped))
            {
                output.Write(text[..next]);
                output.Write(escapes[text[next]]);
                text = text[(next + 1)..];
            }
            output.Write(text);
        }
    }
}
