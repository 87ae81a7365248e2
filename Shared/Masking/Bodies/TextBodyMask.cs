using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>Text of any kind: searched from its beginning to its end.</summary>
internal sealed class TextBodyMask(DetectorSet detectors) : BodyMask
{
    private readonly SpelledText text = new(detectors, Spelling.Plain, isShortWhole: false);

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        text.Append(input);
        text.Settle(output);
        Masked = text.Findings;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        text.End(output);
        Masked = text.Findings;
    }
}
