using System.Buffers;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>
/// Masks what detectors find in a text that comes in pieces. At most the longest open match is held back, so that the output is the same however the text is cut. Escapes are not read: who takes a format apart feeds what its strings hold. Not thread-safe; one for each text.
/// </summary>
public sealed class DetectedStream
{
    /// <summary>Bytes before a finding that detectors may look at.</summary>
    public const int Surroundings = 512;

    /// <summary>Findings that overlap are masked as one, and a chain of them could go on for ever.</summary>
    private const int HeldLimit = 1024 * 1024;

    private readonly DetectorSet detectors;
    private readonly Finding[] scratch;
    private byte[] buffer = new byte[2 * Surroundings];
    private int pending;
    private int end;

    internal DetectedStream(DetectorSet detectors)
    {
        this.detectors = detectors;
        scratch = new Finding[detectors.Count];
    }

    /// <summary>Bytes that wait for what comes next.</summary>
    public int Held => end - pending;

    /// <summary>Findings masked so far.</summary>
    public long Findings { get; private set; }

    /// <summary>Takes the next bytes of the text, which may be cut inside a character, and writes what is settled.</summary>
    /// <exception cref="InvalidDataException">More than a MiB would be held back: the text must not go on.</exception>
    public void Feed(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        Append(utf8);
        Write(detectors.OpenFrom(buffer.AsSpan(0, end), pending), output);
        if (Held > HeldLimit) throw new InvalidDataException($"More than {HeldLimit / 1024} KiB of a text would have to be held back to mask it.");
    }

    /// <summary>The text ended: writes what was held back.</summary>
    public void Complete(IBufferWriter<byte> output) => Write(end, output);

    private void Write(int settled, IBufferWriter<byte> output)
    {
        var text = buffer.AsSpan(0, end);
        var findings = new FindingReader(detectors, text, scratch, pending);
        while (findings.TryRead(out var finding))
        {
            if (finding.End > settled)
            {
                settled = Math.Min(settled, finding.Offset);
                break;
            }
            output.Write(text[pending..finding.Offset]);
            (detectors.MaskOf(finding.Detector) ?? TextMask.Redacted).Write(text[finding.Offset..finding.End], output);
            pending = finding.End;
            Findings++;
        }
        if (settled <= pending) return;
        output.Write(text[pending..settled]);
        pending = settled;
    }

    private void Append(ReadOnlySpan<byte> utf8)
    {
        var drop = Math.Max(0, pending - Surroundings);
        var needed = end - drop + utf8.Length;
        var into = needed > buffer.Length ? new byte[Math.Max(needed, 2 * buffer.Length)] : buffer;
        buffer.AsSpan(drop, end - drop).CopyTo(into);
        utf8.CopyTo(into.AsSpan(end - drop));
        (buffer, pending, end) = (into, pending - drop, needed);
    }
}
