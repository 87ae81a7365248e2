using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>
/// Phone numbers: international (E.164, with <c>+</c> or <c>00</c> and separators), North American (<c>(555) 123-4567</c>, <c>555-123-4567</c>) and national with a leading zero in groups
/// (<c>030 1234567</c>, <c>01 23 45 67 89</c>). A run of digits alone is no phone number: nothing tells it from any other.
/// </summary>
public sealed class PhoneDetector : IDetector
{
    /// <summary>17 digits, two more than E.164 has, with up to three bytes between any two; and what decides where it ends.</summary>
    private const int Reach = 72;

    private static readonly SearchValues<byte> begins = SearchValues.Create("+(0123456789"u8);
    private static readonly SearchValues<byte> numberBytes = SearchValues.Create("0123456789 +-./(),:"u8);

    public string Word => "phone";

    public DetectorGroup Group => DetectorGroup.People;

    public DetectorDescription About { get; } = new(
        "Phone numbers",
        "International numbers with + or 00 and a country's code, North American ones written (555) 234-5678 or 555-234-5678, and national ones that begin with 0 and are written in groups.",
        "Digits in a row without + or groups, dates, amounts, and numbers that are part of an id.",
        ["+49 30 1234567", "call (212) 555-0187 now", "+14155552671", "Tel. 030 / 1234567", "01 23 45 67 89"],
        ["493012345678", "2026-11-21", "ORD-212-555-0187", "1,234,567.89", "+00:30", "192.168.10.12"]);

    public ReadOnlySpan<byte> Marks => "0123456789"u8;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = start; at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(begins);
            if (skip < 0) break;
            at += skip;
            length = IsFree(utf8, at) ? PhoneForm.Read(utf8[at..]) : 0;
            if (length > 0)
            {
                offset = at;
                return true;
            }
            while (char.IsAsciiDigit((char)utf8[at]) && at + 1 < utf8.Length && char.IsAsciiDigit((char)utf8[at + 1])) at++;
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start) => OpenText.Run(utf8, start, numberBytes, Reach, begins);

    /// <summary>No part of a word, an id, an amount or a longer number.</summary>
    private static bool IsFree(ReadOnlySpan<byte> utf8, int at)
    {
        if (at == 0) return true;
        if (WordEdge.IsInside(utf8, at) || WordEdge.PastEscape(utf8, at) > at) return false;
        return utf8[at - 1] switch
        {
            (byte)'+' or (byte)'#' or (byte)'$' or (byte)'%' or (byte)'_' => false,
            (byte)'-' or (byte)'.' or (byte)'/' => at > 1 && !WordEdge.IsWord(utf8[at - 2]),
            (byte)' ' or (byte)'(' or (byte)')' => at < 2 || !char.IsAsciiDigit((char)utf8[at - 2]) || utf8[at] is (byte)'+' or (byte)'(',
            _ => true,
        };
    }
}
