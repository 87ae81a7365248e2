using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>US social security numbers: <c>AAA-GG-SSSS</c> anywhere, nine plain digits only as a whole value. Numbers that were never issued (area 000, 666, 9xx; group 00; serial 0000) are none.</summary>
public sealed class UsSsnDetector : IDetector
{
    private const int Written = 11;
    private const int Plain = 9;
    /// <summary>Values of char(n) are padded.</summary>
    private const int PaddingLimit = 4096;

    private static readonly SearchValues<byte> numberBytes = SearchValues.Create("0123456789-"u8);

    public string Word => "us-ssn";

    public DetectorGroup Group => DetectorGroup.People;

    public DetectorDescription About { get; } = new(
        "US social security numbers",
        "Numbers written 123-45-6789 anywhere in a text, and nine digits in a row where they are the whole value.",
        "Numbers that were never issued (area 000, 666 or 9xx, group 00, serial 0000), parts of longer numbers, and nine plain digits among other text.",
        ["123-45-6789", "ssn=123-45-6789;", "123456789"],
        ["000-45-6789", "912-45-6789", "123-45-67890", "number 123456789"]);

    public bool ReadsWhole => true;

    public ReadOnlySpan<byte> Marks => "0123456789"u8;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        if (start == 0 && IsPlain(utf8))
        {
            (offset, length) = (0, Plain);
            return true;
        }
        for (var dash = start + 3; dash <= utf8.Length - 8; dash++)
        {
            var skip = utf8[dash..^7].IndexOf((byte)'-');
            if (skip < 0) break;
            dash += skip;
            if (utf8[dash + 3] == (byte)'-' && IsNumber(utf8, dash - 3))
            {
                (offset, length) = (dash - 3, Written);
                return true;
            }
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start) =>
        start == 0 && IsPlainSoFar(utf8) ? 0 : OpenText.Run(utf8, start, numberBytes, Written + 2, OpenText.Digits);

    private static bool IsPlainSoFar(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= Plain ? IsDigits(utf8) : utf8.Length <= Plain + PaddingLimit && IsDigits(utf8[..Plain]) && !utf8[Plain..].ContainsAnyExcept((byte)' ');

    private static bool IsPlain(ReadOnlySpan<byte> utf8) =>
        utf8.Length is >= Plain and <= Plain + PaddingLimit && !utf8[..Plain].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !utf8[Plain..].ContainsAnyExcept((byte)' ')
        && IsIssued(utf8[..3], utf8[3..5], utf8[5..9]);

    private static bool IsNumber(ReadOnlySpan<byte> utf8, int at)
    {
        var n = utf8.Slice(at, Written);
        return IsDigits(n[..3]) && IsDigits(n[4..6]) && IsDigits(n[7..]) && IsIssued(n[..3], n[4..6], n[7..])
            && !EndsNumber(utf8[..at]) && !BeginsNumber(utf8[(at + Written)..]);
    }

    private static bool IsIssued(ReadOnlySpan<byte> area, ReadOnlySpan<byte> group, ReadOnlySpan<byte> serial) =>
        area[0] != (byte)'9' && !area.SequenceEqual("000"u8) && !area.SequenceEqual("666"u8) && !group.SequenceEqual("00"u8) && !serial.SequenceEqual("0000"u8);

    private static bool EndsNumber(ReadOnlySpan<byte> before) =>
        before.Length > 0 && (IsDigit(before[^1]) || (before.Length > 1 && before[^1] == (byte)'-' && IsDigit(before[^2])));

    private static bool BeginsNumber(ReadOnlySpan<byte> after) =>
        after.Length > 0 && (IsDigit(after[0]) || (after.Length > 1 && after[0] == (byte)'-' && IsDigit(after[1])));

    private static bool IsDigits(ReadOnlySpan<byte> s) => !s.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}
