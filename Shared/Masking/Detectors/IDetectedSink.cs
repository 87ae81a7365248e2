using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Takes a searched text as it is settled, in order: every byte of it once, clear or as part of a finding.</summary>
internal interface IDetectedSink
{
    /// <summary>May be cut inside a character.</summary>
    void Clear(ReadOnlySpan<byte> text);

    void Found(ReadOnlySpan<byte> text, TextMask mask);
}
