using System.Buffers;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Masking.Values;

/// <summary>NULL where a detector finds a number; the value in text or in binary.</summary>
/// <param name="typeOid">bigint, double precision or numeric.</param>
internal sealed class DetectedNumberMask(DetectorSet detectors, uint typeOid, short format) : ValueMask
{
    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (format == 0 && detectors.FindsAny(value, numbersOnly: true)) return MaskOutcome.Null;
        Span<byte> text = stackalloc byte[DecimalText.Longest];
        var isRead = format == 0 ? DecimalText.TryReadExponent(value, text, out var length) : DecimalText.TryRead(typeOid, value, text, out length);
        return isRead && detectors.FindsAny(text[..length], numbersOnly: true) ? MaskOutcome.Null : MaskOutcome.Unchanged;
    }
}

/// <summary>
/// NULL where a detector finds anything in a binary value that is made of others (arrays, rows, hstore): each of its parts is searched for itself, so that the lengths between them are no part of what stands beside them.
/// A value of another make is searched as it is.
/// </summary>
internal sealed class DetectedPartsMask(DetectorSet detectors) : ValueMask
{
    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!BinaryParts.TryOpen(value, out var parts)) return Outcome(detectors.FindsAny(value, numbersOnly: false));
        Span<byte> text = stackalloc byte[DecimalText.Longest];
        while (parts.TryRead(out var type, out var part))
        {
            if (PgType.IsAddress(type) && detectors.ReadsAddresses) return MaskOutcome.Null;
            if (PgType.IsLongNumber(type) ? DecimalText.TryRead(type, part, text, out var length) && detectors.FindsAny(text[..length], numbersOnly: true) : !PgType.IsNeverText(type) && detectors.FindsAny(part, numbersOnly: false))
                return MaskOutcome.Null;
        }
        return MaskOutcome.Unchanged;
    }

    private static MaskOutcome Outcome(bool isFound) => isFound ? MaskOutcome.Null : MaskOutcome.Unchanged;
}
