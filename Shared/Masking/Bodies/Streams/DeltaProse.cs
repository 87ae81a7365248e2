using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>Text for people.</summary>
internal sealed class DeltaProse : DeltaText
{
    private readonly SpelledText text;

    public DeltaProse(BodyRules.Side rules)
    {
        text = new SpelledText(rules.Detectors, Spelling.Plain, isShortWhole: false);
        text.Begin();
    }

    public override bool IsSettled => text.IsSettled;

    private protected override long Findings => text.Findings;

    private protected override void Take(ReadOnlySpan<byte> delta, IBufferWriter<byte> output)
    {
        text.Append(delta);
        text.Settle(output);
    }

    private protected override void End(IBufferWriter<byte> output) => text.End(output);
}
