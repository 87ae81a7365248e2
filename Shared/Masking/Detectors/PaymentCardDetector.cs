using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Payment card numbers: 13 to 19 digits, single spaces or dashes between them allowed, with an issuer's prefix and a right Luhn digit.</summary>
public sealed class PaymentCardDetector : IDetector
{
    private const int Shortest = 13;
    private const int Longest = 19;

    private static readonly SearchValues<byte> digits = SearchValues.Create("0123456789"u8);

    public string Word => "payment-card";

    public bool ReadsNumbers => true;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        Span<byte> number = stackalloc byte[Longest];
        var at = start;
        while (utf8.Length - at >= Shortest)
        {
            var skip = utf8[at..].IndexOfAny(digits);
            if (skip < 0) break;
            at += skip;
            if (at > 0 && IsDigit(utf8[at - 1]))
            {
                at = EndOfDigits(utf8, at);
                continue;
            }
            if (TryRead(utf8, at, number, out length))
            {
                offset = at;
                return true;
            }
            at = EndOfDigits(utf8, at);
        }
        offset = length = 0;
        return false;
    }

    /// <summary>The longest run of groups from <paramref name="at"/> that is a card number and is followed by no further digit.</summary>
    private static bool TryRead(ReadOnlySpan<byte> utf8, int at, Span<byte> number, out int length)
    {
        length = 0;
        var count = 0;
        var i = at;
        while (true)
        {
            number[count++] = (byte)(utf8[i++] - '0');
            var atEnd = i == utf8.Length || !IsDigit(utf8[i]);
            if (atEnd && count >= Shortest && HasIssuer(number[..count]) && Luhn(number[..count])) length = i - at;
            if (count == Longest || i == utf8.Length) break;
            if (!IsDigit(utf8[i]) && (!IsSeparator(utf8[i]) || i + 1 == utf8.Length || !IsDigit(utf8[++i]))) break;
        }
        return length > 0;
    }

    private static int EndOfDigits(ReadOnlySpan<byte> utf8, int at)
    {
        var end = utf8[at..].IndexOfAnyExcept(digits);
        return end < 0 ? utf8.Length : at + end;
    }

    /// <summary>Issuer ranges of ISO/IEC 7812 in use: 2 (Mastercard, Mir), 3 (American Express, Diners, JCB), 4 (Visa), 5 (Mastercard, Maestro), 6 (Discover, UnionPay, Maestro, RuPay), 8 (UnionPay, RuPay), 9 (Troy).</summary>
    private static bool HasIssuer(ReadOnlySpan<byte> n)
    {
        var four = (n[0] * 1000) + (n[1] * 100) + (n[2] * 10) + n[3];
        return n[0] switch
        {
            2 => n.Length >= 16 && four is >= 2200 and <= 2204 or >= 2221 and <= 2720,
            3 => four is >= 3400 and <= 3499 or >= 3700 and <= 3799 ? n.Length == 15
                : four is >= 3000 and <= 3059 or 3095 or >= 3600 and <= 3699 or >= 3800 and <= 3999 ? n.Length >= 14
                : four is >= 3528 and <= 3589 && n.Length >= 16,
            4 => n.Length is 13 or 16 or 18 or 19,
            5 => four is >= 5100 and <= 5599 ? n.Length == 16 : four is >= 5000 and <= 5099 or >= 5600 and <= 5899,
            6 => true,
            8 => four is >= 8100 and <= 8299 && n.Length >= 16,
            9 => four is 9792 && n.Length == 16,
            _ => false,
        };
    }

    private static bool Luhn(ReadOnlySpan<byte> n)
    {
        var sum = 0;
        var twice = false;
        for (var i = n.Length - 1; i >= 0; i--, twice = !twice)
        {
            var d = twice ? n[i] * 2 : n[i];
            sum += d > 9 ? d - 9 : d;
        }
        return sum % 10 == 0;
    }

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private static bool IsSeparator(byte b) => b is (byte)' ' or (byte)'-';
}
