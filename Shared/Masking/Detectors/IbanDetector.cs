using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>International bank account numbers (ISO 13616): a country of the registry, its length, and right check digits (mod 97); written together or with single spaces or dashes.</summary>
public sealed class IbanDetector : IDetector
{
    private const int Longest = 34;
    /// <summary>With a separator before each but the first, and what decides where it ends.</summary>
    private const int Reach = (2 * Longest) + 1;
    private const int CheckDigits = 97;

    public string Word => "iban";

    public DetectorGroup Group => DetectorGroup.Money;

    public DetectorDescription About { get; } = new(
        "Bank accounts (IBAN)",
        "International bank account numbers of every country of the registry, with the length of the country and right check digits (mod 97), written together or in groups.",
        "Numbers with wrong check digits, of another length, or inside a longer word; national account numbers, which look like any number.",
        ["DE89370400440532013000", "to GB82 WEST 1234 5698 7654 32, please", "fr14-2004-1010-0505-0001-3M02-606"],
        ["DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000", "order DE12345678"]);

    public ReadOnlySpan<byte> Marks => "0123456789"u8;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = start + 2; at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(OpenText.Digits);
            if (skip < 0) break;
            at += skip;
            offset = at - 2;
            length = MayBegin(utf8, offset) ? Read(utf8[offset..], out _) : 0;
            if (length > 0) return true;
            while (at + 1 < utf8.Length && char.IsAsciiDigit((char)utf8[at + 1])) at++;
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        for (var at = Math.Max(start, utf8.Length - Reach); at < utf8.Length; at++)
        {
            if (!MayBegin(utf8, at)) continue;
            Read(utf8[at..], out var isOpen);
            if (isOpen) return at;
        }
        return utf8.Length;
    }

    private static bool MayBegin(ReadOnlySpan<byte> utf8, int at) => char.IsAsciiLetter((char)utf8[at]) && !WordEdge.IsInside(utf8, at);

    /// <param name="isOpen">The text ends too early to tell.</param>
    private static int Read(ReadOnlySpan<byte> utf8, out bool isOpen)
    {
        isOpen = utf8.Length < 4;
        if (utf8.Length > 1 && !char.IsAsciiLetter((char)utf8[1])) isOpen = false;
        for (var i = 2; i < Math.Min(4, utf8.Length); i++)
            if (!char.IsAsciiDigit((char)utf8[i])) return Closed(out isOpen);
        if (utf8.Length < 4) return 0;
        var expected = IbanLengths.Of(utf8[0], utf8[1]);
        if (expected == 0) return 0;
        var (count, end, remainder) = (4, 4, 0);
        for (; count < expected; count++, end++)
        {
            if (end < utf8.Length && utf8[end] is (byte)' ' or (byte)'-') end++;
            if (end == utf8.Length)
            {
                isOpen = true;
                return 0;
            }
            if (!WordEdge.IsWord(utf8[end])) return 0;
            remainder = Add(remainder, utf8[end]);
        }
        for (var i = 0; i < 4; i++) remainder = Add(remainder, utf8[i]);
        if (remainder != 1) return 0;
        isOpen = end == utf8.Length;
        return isOpen || !WordEdge.IsWord(utf8[end]) ? end : 0;
    }

    private static int Closed(out bool isOpen)
    {
        isOpen = false;
        return 0;
    }

    /// <summary>Letters count as numbers from 10.</summary>
    private static int Add(int remainder, byte next) =>
        char.IsAsciiDigit((char)next) ? ((remainder * 10) + (next - '0')) % CheckDigits : ((remainder * 100) + ((next | 0x20) - 'a' + 10)) % CheckDigits;
}
