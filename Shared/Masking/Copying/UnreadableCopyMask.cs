using System.Buffers;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>Stands where rows come whose format nobody announced: nothing of them passes.</summary>
internal sealed class UnreadableCopyMask : CopyMask
{
    public override void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!bytes.IsEmpty) throw new InvalidDataException("The target sends COPY data in a format that the statement does not tell, so it cannot be masked.");
    }

    public override void Complete(IBufferWriter<byte> output)
    {
    }
}
