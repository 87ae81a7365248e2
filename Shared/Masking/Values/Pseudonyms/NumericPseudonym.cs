using System.Buffers;
using System.Buffers.Binary;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>numeric: a whole number below 10^15, which scripts' doubles hold exactly too. 1 and 1.00 are equal. Two of a million values share one with a chance of 1 in 2,000. Precision and scale that a column declares are not kept.</summary>
internal sealed class NumericPseudonym(byte[] key, short format) : Pseudonym(key, format)
{
    private const ulong Below = 1_000_000_000_000_000;
    private const int Base = 10_000;

    private static readonly SearchValues<byte> ofNumbers = SearchValues.Create("0123456789."u8);

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!IsBinary) return IsNumber(value) ? Pseudonymise(Plain(value), output) : MaskOutcome.Null;
        if (value.Length < 8) return MaskOutcome.Null;
        var (count, weight) = (BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadInt16BigEndian(value[2..]));
        if (value.Length != 8 + (count * 2)) return MaskOutcome.Null;
        var most = 1 + (4 * (Math.Max(weight + 1, 1) + Math.Max(0, count - weight))) + 1;
        var text = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = WriteText(value, text);
            return length < 0 ? MaskOutcome.Null : Pseudonymise(Plain(text.AsSpan(0, length)), output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text, clearArray: true);
        }
    }

    private MaskOutcome Pseudonymise(ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
    {
        var pseudonym = (long)(Mac(plain) % Below);
        if (!IsBinary) return WriteDecimal(output, pseudonym);
        Span<short> digits = stackalloc short[4];
        var first = digits.Length;
        for (var rest = pseudonym; rest > 0; rest /= Base) digits[--first] = (short)(rest % Base);
        Span<byte> bytes = stackalloc byte[8 + (2 * digits.Length)];
        bytes.Clear();
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)(digits.Length - first));
        BinaryPrimitives.WriteInt16BigEndian(bytes[2..], (short)Math.Max(0, digits.Length - first - 1));
        for (var i = first; i < digits.Length; i++) BinaryPrimitives.WriteInt16BigEndian(bytes[(8 + (2 * (i - first)))..], digits[i]);
        return Write(output, bytes[..(8 + (2 * (digits.Length - first)))]);
    }

    /// <summary>As the server writes it (numeric.c): count, weight of the first digit, sign, scale, digits to the base of 10,000. -1 for what is none.</summary>
    private static int WriteText(ReadOnlySpan<byte> value, Span<byte> text)
    {
        var (count, weight, sign) = (BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadInt16BigEndian(value[2..]), BinaryPrimitives.ReadUInt16BigEndian(value[4..]));
        ReadOnlySpan<byte> word = sign switch { 0xC000 => "NaN"u8, 0xD000 => "Infinity"u8, 0xF000 => "-Infinity"u8, _ => [] };
        if (!word.IsEmpty)
        {
            word.CopyTo(text);
            return word.Length;
        }
        var (at, isBegun) = (0, false);
        if (sign == 0x4000) text[at++] = (byte)'-';
        for (var place = Math.Max(weight, (short)0); place >= Math.Min(0, weight - count + 1); place--)
        {
            if (place == -1) text[at++] = (byte)'.';
            var index = weight - place;
            var digit = index >= 0 && index < count ? BinaryPrimitives.ReadInt16BigEndian(value[(8 + (index * 2))..]) : 0;
            if (digit is < 0 or >= Base) return -1;
            for (var unit = Base / 10; unit > 0; unit /= 10)
            {
                var character = digit / unit % 10;
                isBegun |= character != 0 || place < 0 || (place == 0 && unit == 1);
                if (isBegun) text[at++] = (byte)('0' + character);
            }
        }
        return at;
    }

    /// <summary>As the server writes one: digits with a point among them, or a word.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8)) return true;
        if (text.StartsWith("-"u8)) text = text[1..];
        return !text.IsEmpty && char.IsAsciiDigit((char)text[0]) && !text.ContainsAnyExcept(ofNumbers);
    }

    /// <summary>Without zeros at the end of a fraction.</summary>
    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text) => text.Contains((byte)'.') ? text.TrimEnd((byte)'0').TrimEnd((byte)'.') : text;
}
