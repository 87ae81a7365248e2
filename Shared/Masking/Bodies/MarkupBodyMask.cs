using System.Buffers;
using System.Net;
using System.Text;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>XML and HTML: searched as text, tags and all, with character references read (<c>&amp;#64;</c> hides no address), and what has no finding in it is written as it came.</summary>
internal sealed class MarkupBodyMask(DetectorSet detectors) : BodyMask
{
    private readonly SpelledText text = new(detectors, Spelling.Markup, isShortWhole: false);
    private readonly byte[] reference = new byte[SpelledText.RawLimit];
    private int length;

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (length > 0)
            {
                Continue(input[0], ref input);
                continue;
            }
            var next = input.IndexOf((byte)'&');
            text.Append(next < 0 ? input : input[..next]);
            if (next < 0) break;
            reference[length++] = (byte)'&';
            input = input[(next + 1)..];
        }
        text.Settle(output);
        Masked = text.Findings;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        text.Append(reference.AsSpan(0, length));
        text.End(output);
        Masked = text.Findings;
    }

    private void Continue(byte b, ref ReadOnlySpan<byte> input)
    {
        if (b == (byte)';' && length < reference.Length)
        {
            reference[length++] = b;
            input = input[1..];
            Read(reference.AsSpan(0, length));
            length = 0;
        }
        else if (length < reference.Length && (char.IsAsciiLetterOrDigit((char)b) || (b == (byte)'#' && length == 1)))
        {
            reference[length++] = b;
            input = input[1..];
        }
        else
        {
            text.Append(reference.AsSpan(0, length));
            length = 0;
        }
    }

    private void Read(ReadOnlySpan<byte> raw)
    {
        var name = Encoding.ASCII.GetString(raw);
        var read = name switch
        {
            "&commat;" => "@",
            "&period;" => ".",
            "&hyphen;" or "&dash;" => "-",
            "&lowbar;" => "_",
            "&plus;" => "+",
            "&colon;" => ":",
            "&sol;" => "/",
            "&equals;" => "=",
            _ => WebUtility.HtmlDecode(name),
        };
        if (string.Equals(read, name, StringComparison.Ordinal)) text.Append(raw);
        else text.Append(Encoding.UTF8.GetBytes(read), raw);
    }
}
