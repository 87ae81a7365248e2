using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Masks what detectors find in a text and keeps the rest.</summary>
internal sealed class DetectedTextMask(DetectorSet detectors) : ValueMask
{
    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output) => detectors.Mask(value, output);
}

/// <summary>NULL where a detector finds anything: for types in which a replacement would break lengths, digits or nested quotes.</summary>
internal sealed class DetectedNullMask(DetectorSet detectors) : ValueMask
{
    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output) =>
        detectors.FindsAny(value, numbersOnly: false) ? MaskOutcome.Null : MaskOutcome.Unchanged;
}
