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

    /// <summary>Of what is held back, one part in so many must be new before it is searched again.</summary>
    private const int Patience = 16;

    private readonly DetectorSet detectors;
    private readonly Finding[] scratch;
    private byte[] buffer = new byte[2 * Surroundings];
    private int pending;
    private int searched;
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
        Settle(new Writer(output));
    }

    /// <summary>The text ended: writes what was held back.</summary>
    public void Complete(IBufferWriter<byte> output) => Complete(new Writer(output));

    /// <summary>Begins another text.</summary>
    /// <param name="surroundings">What stands before it, searched no more.</param>
    internal void Restart(ReadOnlySpan<byte> surroundings)
    {
        (pending, end, searched) = (0, 0, 0);
        Append(surroundings);
        pending = searched = end;
    }

    /// <summary>Takes the next bytes without searching them yet.</summary>
    internal void Append(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > buffer.Length - end) MakeRoom(utf8.Length);
        utf8.CopyTo(buffer.AsSpan(end));
        end += utf8.Length;
    }

    /// <summary>What has not been settled, of a text that was begun with <see cref="Restart"/>.</summary>
    internal ReadOnlySpan<byte> Unsettled => buffer.AsSpan(pending, end - pending);

    /// <summary>Searches what came, and hands on what is settled. Where much is held back, only once a good part of it is new: otherwise a text that comes byte by byte would be searched again and again.</summary>
    /// <exception cref="InvalidDataException">More than a MiB would be held back: the text must not go on.</exception>
    internal void Settle<TSink>(TSink sink)
        where TSink : IDetectedSink
    {
        if (end - searched < (searched - pending) / Patience) return;
        Write(detectors.OpenFrom(buffer.AsSpan(0, end), pending), sink);
        searched = end;
        if (Held > HeldLimit) throw new InvalidDataException($"More than {HeldLimit / 1024} KiB of a text would have to be held back to mask it.");
    }

    /// <summary>The text ended: hands on what was held back.</summary>
    internal void Complete<TSink>(TSink sink)
        where TSink : IDetectedSink => Write(end, sink);

    private void Write<TSink>(int settled, TSink sink)
        where TSink : IDetectedSink
    {
        var text = buffer.AsSpan(0, end);
        if (detectors.IsClear(text[..pending], text[pending..]))
        {
            if (settled <= pending) return;
            sink.Clear(text[pending..settled]);
            pending = settled;
            return;
        }
        var findings = new FindingReader(detectors, text, scratch, pending);
        while (findings.TryRead(out var finding))
        {
            if (finding.End > settled)
            {
                settled = Math.Min(settled, finding.Offset);
                break;
            }
            if (finding.Offset > pending) sink.Clear(text[pending..finding.Offset]);
            sink.Found(text[finding.Offset..finding.End], detectors.MaskOf(finding.Detector) ?? TextMask.Redacted);
            pending = finding.End;
            Findings++;
        }
        if (settled <= pending) return;
        sink.Clear(text[pending..settled]);
        pending = settled;
    }

    private void MakeRoom(int needed)
    {
        var drop = Math.Max(0, pending - Surroundings);
        var kept = end - drop;
        var into = 2 * (kept + needed) > buffer.Length ? new byte[2 * (kept + needed)] : buffer;
        buffer.AsSpan(drop, kept).CopyTo(into);
        (buffer, pending, searched, end) = (into, pending - drop, Math.Max(0, searched - drop), kept);
    }

    private readonly struct Writer(IBufferWriter<byte> output) : IDetectedSink
    {
        public void Clear(ReadOnlySpan<byte> text) => output.Write(text);

        public void Found(ReadOnlySpan<byte> text, TextMask mask) => mask.Write(text, output);
    }
}
