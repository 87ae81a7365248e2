using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>The data of one event or line after the other: JSON is masked as JSON, with deltas joined; anything else as a text of its own.</summary>
internal sealed class EventData(BodyRules.Side rules, ExtraEvent extra)
{
    private readonly DeltaMasking deltas = new(rules, extra);
    private readonly SpelledText text = new(rules.Detectors, Spelling.Plain, isShortWhole: true);

    public long Masked => deltas.Masked + text.Findings + text.WholeFindings;

    /// <param name="isLast">Nothing follows.</param>
    public void Mask(ReadOnlySpan<byte> data, string? name, bool isLast, IBufferWriter<byte> output)
    {
        if (TryMaskJson(data, name, isLast, output)) return;
        var begin = data.TrimStart(" \t"u8);
        // Behind such a beginning a path could name something, and nobody could say what.
        if (!rules.Paths.IsEmpty && !begin.IsEmpty && begin[0] is (byte)'{' && begin.Length > 1) throw new UnreadableBodyException("An event of the stream begins as JSON does and is not valid JSON; masking rules with JSON paths apply to it.");
        if (isLast || IsDone(begin)) deltas.End();
        if (rules.Detectors.IsClear([], data))
        {
            output.Write(data);
            return;
        }
        text.Begin();
        text.Append(data);
        text.End(output);
    }

    /// <summary>False where it is no JSON, and then nothing is written.</summary>
    public bool TryMaskJson(ReadOnlySpan<byte> data, string? name, bool isLast, IBufferWriter<byte> output)
    {
        if (isLast || !deltas.IsSettled || DeltaSites.MayBeIn(data)) return deltas.TryMask(data, name, isLast, output);
        if (!JsonNode.IsDocument(data)) return false;
        deltas.Mask(data, output);
        return true;
    }

    /// <summary>The stream ended.</summary>
    public void End() => deltas.End();

    private static bool IsDone(ReadOnlySpan<byte> data) => data.TrimEnd(" "u8).SequenceEqual("[DONE]"u8);
}
