using System.Buffers;
using HoopLike.Shared.Masking.Bodies.Json;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>A tool's arguments: JSON, masked so that JSON comes out, one document or (of servers that number all calls alike) several. What turns out to be none, as models write it at times, goes on as text.</summary>
internal sealed class DeltaArguments(BodyRules.Side rules) : DeltaText
{
    private readonly JsonMasking json = new(rules.WithoutPaths());
    private SpelledText? text;

    public override bool IsSettled => text is null ? json.IsWhole || json.IsUntouched : text.IsSettled;

    private protected override long Findings => json.Masked + (text?.Findings ?? 0);

    private protected override void Take(ReadOnlySpan<byte> delta, IBufferWriter<byte> output)
    {
        var taken = text is null ? TakeJson(delta, output) : 0;
        if (text is null) json.Settle(output);
        else
        {
            text.Append(delta[taken..]);
            text.Settle(output);
        }
    }

    private protected override void End(IBufferWriter<byte> output)
    {
        if (text is null) json.Break(output);
        else text.End(output);
    }

    /// <summary>Byte by byte, so that it is known where it stops being JSON.</summary>
    private int TakeJson(ReadOnlySpan<byte> delta, IBufferWriter<byte> output)
    {
        for (var at = 0; at < delta.Length; at++)
        {
            if (json.IsWhole && delta[at] is (byte)'{' or (byte)'[') json.Restart();
            try
            {
                json.Take(delta.Slice(at, 1), output);
            }
            catch (UnreadableBodyException)
            {
                // Nobody can read it as JSON: neither can the client.
                json.Break(output);
                text = new SpelledText(rules.Detectors, Spelling.Plain, isShortWhole: false);
                text.Begin();
                return at;
            }
        }
        return delta.Length;
    }
}
