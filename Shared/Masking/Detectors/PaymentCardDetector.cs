using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Payment card numbers: 13 to 19 digits, single spaces or dashes between them allowed, with an issuer's prefix and a right Luhn digit.</summary>
public sealed class PaymentCardDetector : IDetector
{
    private const int Shortest = 13;
    private const int Longest = 19;

    private static readonly SearchValues<byte> numberBytes = SearchValues.Create("0123456789 -"u8);

    public string Word => "payment-card";

    public DetectorGroup Group => DetectorGroup.Money;

    public DetectorDescription About { get; } = new(
        "Payment card numbers",
        "Numbers of 13 to 19 digits that begin as those of a card scheme do (Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, RuPay, Mir, Troy, Verve, Elo and more) and end in the right check digit (Luhn), with single spaces or dashes or without, in text and in number columns.",
        "Numbers with a wrong check digit, of no scheme, or inside a longer number or word, as in a hash.",
        ["4111 1111 1111 1111", "paid with 5500-0000-0000-0004, thanks", "378282246310005"],
        ["4111111111111112", "1111111111111117", "94111111111111111", "2026-11-21 23:43:00.123456+00"]);

    public bool ReadsNumbers => true;

    public ReadOnlySpan<byte> Marks => "0123456789"u8;

    public int ShortestNumber => Shortest;

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

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start) => OpenText.Run(utf8, start, numberBytes, (2 * Longest) + 1, OpenText.Digits);

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
            if (count == 4 && !CardSchemes.MayBegin(number)) break;
            var endsGroup = i + 1 == utf8.Length || !WordEdge.IsWord(utf8[i + 1]);
            if (endsGroup && count >= Shortest && CardSchemes.Covers(number[..count]) && Luhn(number[..count])) length = i + 1;
            if (count == Longest) break;
        }
        return length;
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
