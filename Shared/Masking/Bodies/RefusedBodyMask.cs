using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>For what cannot be read: nothing passes but nothing.</summary>
internal sealed class RefusedBodyMask(string why) : BodyMask
{
    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output) => throw new UnreadableBodyException(why);

    private protected override void Finish(IBufferWriter<byte> output)
    {
    }
}
