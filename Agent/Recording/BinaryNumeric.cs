using System.Buffers.Binary;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>numeric as numeric_send writes it: Int16 number of digits, Int16 weight, UInt16 sign, Int16 display scale, then digits in base 10,000.</summary>
internal static class BinaryNumeric
{
    private const int Negative = 0x4000;
    private const int NotANumber = 0xc000;
    private const int PositiveInfinity = 0xd000;
    private const int NegativeInfinity = 0xf000;

    /// <param name="value">At least the eight bytes before the digits.</param>
    public static void Write(JsonBytes json, ReadOnlySpan<byte> value)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        var scale = BinaryPrimitives.ReadInt16BigEndian(value[6..]);
        var digits = value[8..];
        switch (sign)
        {
            case NotANumber: json.Text("NaN"u8); return;
            case PositiveInfinity: json.Text("Infinity"u8); return;
            case NegativeInfinity: json.Text("-Infinity"u8); return;
        }
        // What no server sends, or what would print as tens of thousands of zeros, stays in hex.
        if (count < 0 || digits.Length != count * 2 || scale < 0 || (weight + 1) * 4 + scale > RecordedText.ValueLimit)
        {
            json.Hex(value);
            return;
        }
        json.Raw((byte)'"');
        if (sign == Negative) json.Raw((byte)'-');
        if (weight < 0) json.Raw((byte)'0');
        for (var i = 0; i <= weight; i++) Group(json, Digit(digits, i), i == 0 ? 0 : 4);
        if (scale > 0) Fraction(json, digits, weight, scale);
        json.Raw((byte)'"');
    }

    private static void Fraction(JsonBytes json, ReadOnlySpan<byte> digits, int weight, int scale)
    {
        json.Raw((byte)'.');
        var end = json.Length + scale;
        for (var i = weight + 1; json.Length < end; i++) Group(json, Digit(digits, i), 4);
        json.CutTo(end);
    }

    private static int Digit(ReadOnlySpan<byte> digits, int index) => index < 0 || index * 2 >= digits.Length ? 0 : BinaryPrimitives.ReadUInt16BigEndian(digits[(index * 2)..]);

    private static void Group(JsonBytes json, int digit, int width)
    {
        _ = digit.TryFormat(json.GetSpan(8), out var written, width == 0 ? default : "D4", System.Globalization.CultureInfo.InvariantCulture);
        json.Advance(written);
    }
}
