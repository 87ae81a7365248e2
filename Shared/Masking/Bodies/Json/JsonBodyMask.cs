using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary><c>application/json</c> and whatever ends in <c>+json</c>: one document.</summary>
internal sealed class JsonBodyMask(BodyRules.Side rules) : BodyMask
{
    private readonly JsonMasking json = new(rules);

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        json.Take(input, output);
        json.Settle(output);
        Masked = json.Masked;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        json.Finish(output);
        Masked = json.Masked;
    }
}
