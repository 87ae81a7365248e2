namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Payment card numbers: 13 to 19 digits, single spaces or dashes between them allowed, with an issuer's prefix and a right Luhn digit.</summary>
public sealed class PaymentCardDetector : IDetector
{
    private const int Shortest = 13;
    private const int Longest = 19;

    public string Word => "payment-card";

    public DetectorDescription About { get; } = new(
        "Payment card numbers",
        "Numbers of 13 to 19 digits that begin as an issuer's do and end in the right check digit (Luhn), with single spaces or dashes or without, in text and in number columns.",
        "Numbers with a wrong check digit, of no issuer, or inside a longer number or word, as in a hash; in binary answers of number columns it sees nothing, so name such columns.",
        ["4111 1111 1111 1111", "paid with 5500-0000-0000-0004, thanks", "378282246310005"],
        ["4111111111111112", "1111111111111117", "94111111111111111", "2026-11-21 23:43:00.123456+00"]);

    public bool ReadsNumbers => true;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        var at = start;
        while (WordEdge.IsInside(utf8, at) && at < utf8.Length && IsDigit(utf8[at])) at++;
        while (utf8.Length - at >= Shortest)
        {
            var skip = utf8[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (skip < 0) break;
            at += skip;
            if (WordEdge.PastEscape(utf8, at) is var past && past > at)
            {
                at = past;
                continue;
            }
            length = WordEdge.IsInside(utf8, at) ? 0 : Read(utf8[at..]);
            if (length > 0)
            {
                offset = at;
                return true;
            }
            while (at < utf8.Length && IsDigit(utf8[at])) at++;
        }
        offset = length = 0;
        return false;
    }

    /// <summary>The longest run of groups that is a card number and is followed by no further digit or letter; 0 when there is none. Most numbers are out after their first digits.</summary>
    private static int Read(ReadOnlySpan<byte> utf8)
    {
        Span<byte> number = stackalloc byte[Longest];
        var (length, count) = (0, 0);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (!IsDigit(utf8[i]))
            {
                if (!IsSeparator(utf8[i]) || i + 1 == utf8.Length || !IsDigit(utf8[i + 1])) break;
                i++;
            }
            number[count++] = (byte)(utf8[i] - '0');
            if (count == 4 && !MayBeIssuer(number)) break;
            var endsGroup = i + 1 == utf8.Length || !WordEdge.IsWord(utf8[i + 1]);
            if (endsGroup && count >= Shortest && HasIssuer(number[..count]) && Luhn(number[..count])) length = i + 1;
            if (count == Longest) break;
        }
        return length;
    }

    private static bool MayBeIssuer(ReadOnlySpan<byte> n) => n[0] switch
    {
        2 => n[1] is >= 2 and <= 7,
        3 or 4 or 5 or 6 => true,
        8 => n[1] is 1 or 2,
        9 => n[1] == 7,
        _ => false,
    };

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
