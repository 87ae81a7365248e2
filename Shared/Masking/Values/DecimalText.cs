using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Numbers as decimal digits, so that detectors can look at them: bigint, double precision and numeric in binary, and double precision with an exponent in text.</summary>
internal static class DecimalText
{
    /// <summary>Digits before the point that are written out; what has more is no number of a card or an account.</summary>
    private const int MostDigits = 40;

    public const int Longest = 2 * MostDigits;

    /// <summary>False for what has more digits, and for what is no number of the type.</summary>
    public static bool TryRead(uint typeOid, ReadOnlySpan<byte> binary, Span<byte> text, out int length)
    {
        length = 0;
        return typeOid switch
        {
            PgType.Int8 when binary.Length == sizeof(long) => Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64BigEndian(binary), text, out length),
            PgType.Float8 when binary.Length == sizeof(double) => TryWrite(BinaryPrimitives.ReadDoubleBigEndian(binary), text, out length),
            PgType.Numeric => TryNumeric(binary, text, out length),
            _ => false,
        };
    }

    /// <summary><c>4.111111111111111e+15</c> as digits.</summary>
    public static bool TryReadExponent(ReadOnlySpan<byte> number, Span<byte> text, out int length)
    {
        length = 0;
        return number.Contains((byte)'e') && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && TryWrite(value, text, out length);
    }

    private static bool TryWrite(double value, Span<byte> text, out int length)
    {
        length = 0;
        return Math.Abs(value) < 1e20 && value.TryFormat(text, out length, Math.Floor(value) == value ? "F0" : "R", CultureInfo.InvariantCulture);
    }

    // Int16 digits of base 10,000; Int16 weight of the first; Int16 sign; Int16 decimal digits behind the point; the digits
    private static bool TryNumeric(ReadOnlySpan<byte> binary, Span<byte> text, out int length)
    {
        length = 0;
        if (binary.Length < 8) return false;
        var (digits, weight, scale) = (BinaryPrimitives.ReadInt16BigEndian(binary), BinaryPrimitives.ReadInt16BigEndian(binary[2..]), BinaryPrimitives.ReadInt16BigEndian(binary[6..]));
        if (weight is < 0 or >= MostDigits / 4 || digits < 0 || binary.Length < 8 + (2 * digits)) return false;
        for (var i = 0; i <= weight; i++)
        {
            var digit = i < digits ? BinaryPrimitives.ReadInt16BigEndian(binary[(8 + (2 * i))..]) : (short)0;
            if (digit is < 0 or > 9999 || !digit.TryFormat(text[length..], out var written, i == 0 ? "D" : "D4", CultureInfo.InvariantCulture)) return false;
            length += written;
        }
        // What stands behind the point decides only whether the number ends there.
        if (scale <= 0) return true;
        text[length++] = (byte)'.';
        text[length++] = (byte)'0';
        return true;
    }
}
