using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Values;

/// <summary>
/// Masks what detectors find in a JSON document so that a JSON document comes out: inside a string as it is, a number as a string. Detectors see the document with its escapes read, so that <c>\u0040</c> hides nothing;
/// what cannot be taken out of it without breaking it costs the whole document.
/// </summary>
/// <param name="isVersioned">Binary jsonb: a version byte, then the text.</param>
internal sealed class DetectedJsonMask(DetectorSet detectors, bool isVersioned) : ValueMask
{
    private static readonly SearchValues<byte> quoteOrEscape = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> number = SearchValues.Create("0123456789+-.eE"u8);

    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var text = isVersioned && !value.IsEmpty ? value[1..] : value;
        var searched = new SearchedText(text, onlyUnicode: false);
        try
        {
            if (!detectors.FindsAnyIn(searched.Text, numbersOnly: false)) return MaskOutcome.Unchanged;
            if (!TryMask(ref searched, text, null)) return MaskOutcome.Null;
            output.Write(value[..^text.Length]);
            searched.Restart();
            TryMask(ref searched, text, output);
            return MaskOutcome.Replaced;
        }
        finally
        {
            searched.Dispose();
        }
    }

    /// <param name="output">Null to see whether it can be done.</param>
    private bool TryMask(ref SearchedText searched, ReadOnlySpan<byte> text, IBufferWriter<byte>? output)
    {
        var findings = new FindingReader(detectors, searched.Text, stackalloc Finding[DetectorSet.Limit]);
        if (findings.LeavesNothing()) return false;
        var (copied, read, inString) = (0, 0, false);
        while (findings.TryRead(out var finding))
        {
            var found = searched.Text[finding.Offset..finding.End];
            if (found.Contains((byte)'"')) return false;
            var (from, to) = (Math.Max(searched.RawOf(finding.Offset, isEnd: false), copied), searched.RawOf(finding.End, isEnd: true));
            if (to <= copied) continue;
            inString = StateAt(text, ref read, from, inString);
            if (!inString)
            {
                (from, to) = Number(text, from, to, copied);
                found = text[from..to];
                if (found.ContainsAnyExcept(number)) return false;
            }
            if (output is not null)
            {
                output.Write(text[copied..from]);
                WriteMask(found, detectors.MaskOf(finding.Detector)!, inString, output);
            }
            copied = to;
            read = Math.Max(read, to);
        }
        output?.Write(text[copied..]);
        return true;
    }

    /// <summary>Whether <paramref name="begin"/> is inside a string.</summary>
    private static bool StateAt(ReadOnlySpan<byte> text, ref int read, int begin, bool inString)
    {
        while (read < begin)
        {
            var skip = text[read..begin].IndexOfAny(quoteOrEscape);
            if (skip < 0) break;
            read += skip;
            if (text[read] == (byte)'"')
            {
                inString = !inString;
                read++;
            }
            else read += 2;
        }
        read = Math.Max(read, begin);
        return inString;
    }

    private static (int From, int To) Number(ReadOnlySpan<byte> text, int begin, int end, int copied)
    {
        var before = text[copied..begin].LastIndexOfAnyExcept(number);
        var after = text[end..].IndexOfAnyExcept(number);
        return (copied + before + 1, after < 0 ? text.Length : end + after);
    }

    private static void WriteMask(ReadOnlySpan<byte> found, TextMask mask, bool inString, IBufferWriter<byte> output)
    {
        if (inString)
        {
            JsonEscapes.WriteMasked(found, mask, output);
            return;
        }
        output.Write("\""u8);
        mask.Write(found, output);
        output.Write("\""u8);
    }
}
