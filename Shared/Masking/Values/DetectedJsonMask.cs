using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Masks what detectors find in a JSON document so that a JSON document comes out: inside a string as it is, a number as a string.</summary>
/// <param name="isVersioned">Binary jsonb: a version byte, then the text.</param>
internal sealed class DetectedJsonMask(DetectorSet detectors, bool isVersioned) : ValueMask
{
    private static readonly SearchValues<byte> quoteOrEscape = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> number = SearchValues.Create("0123456789+-.eE"u8);

    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var text = isVersioned && !value.IsEmpty ? value[1..] : value;
        if (!detectors.FindsAny(text, numbersOnly: false)) return MaskOutcome.Unchanged;
        return ApplyTo(text, value[..^text.Length], output);
    }

    private MaskOutcome ApplyTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> version, IBufferWriter<byte> output)
    {
        Span<Finding> scratch = stackalloc Finding[DetectorSet.Limit];
        var findings = new FindingReader(detectors, text, scratch);
        if (findings.LeavesNothing()) return MaskOutcome.Null;
        while (findings.TryRead(out var finding))
            if (text[finding.Offset..finding.End].Contains((byte)'"')) return MaskOutcome.Null;
        findings = new FindingReader(detectors, text, scratch);
        output.Write(version);
        var (copied, read, inString) = (0, 0, false);
        while (findings.TryRead(out var finding))
        {
            if (finding.End <= copied) continue;
            var begin = Math.Max(finding.Offset, copied);
            inString = StateAt(text, ref read, begin, inString, out var escapeAt);
            var (from, to) = inString ? (escapeAt >= copied ? escapeAt : begin, EndOfEscape(text, begin, finding.End)) : Number(text, begin, finding.End, copied);
            output.Write(text[copied..from]);
            WriteMask(text[from..to], detectors.MaskOf(finding.Detector)!, inString, output);
            copied = to;
            if (read < to) read = to;
        }
        output.Write(text[copied..]);
        return MaskOutcome.Replaced;
    }

    /// <summary>Whether <paramref name="begin"/> is inside a string. An escape that reaches over it (<c>\n</c> before <c>name@...</c> reads as <c>nname@...</c>) starts at <paramref name="escapeAt"/>, else -1.</summary>
    private static bool StateAt(ReadOnlySpan<byte> text, ref int read, int begin, bool inString, out int escapeAt)
    {
        escapeAt = -1;
        while (read < begin)
        {
            var skip = text[read..begin].IndexOfAny(quoteOrEscape);
            if (skip < 0) break;
            read += skip;
            if (text[read] == (byte)'"')
            {
                inString = !inString;
                read++;
                continue;
            }
            var length = read + 1 < text.Length && text[read + 1] == (byte)'u' ? 6 : 2;
            if (read + length > begin) escapeAt = read;
            read += length;
        }
        read = Math.Max(read, begin);
        return inString;
    }

    /// <summary>Not within an escape.</summary>
    private static int EndOfEscape(ReadOnlySpan<byte> text, int begin, int end)
    {
        for (var at = begin; at < end; at++)
        {
            var skip = text[at..end].IndexOf((byte)'\\');
            if (skip < 0) break;
            at += skip;
            var escape = at + 1 < text.Length && text[at + 1] == (byte)'u' ? 6 : 2;
            if (at + escape > end) return Math.Min(at + escape, text.Length);
            at += escape - 1;
        }
        return end;
    }

    private static (int From, int To) Number(ReadOnlySpan<byte> text, int begin, int end, int copied)
    {
        var before = text[copied..begin].LastIndexOfAnyExcept(number);
        var after = text[end..].IndexOfAnyExcept(number);
        return (copied + before + 1, after < 0 ? text.Length : end + after);
    }

    private static void WriteMask(ReadOnlySpan<byte> span, TextMask mask, bool inString, IBufferWriter<byte> output)
    {
        if (!inString) output.Write("\""u8);
        (span.Contains((byte)'\\') ? TextMask.Redacted : mask).Write(span, output);
        if (!inString) output.Write("\""u8);
    }
}
