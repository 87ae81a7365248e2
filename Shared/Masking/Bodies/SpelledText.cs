using System.Buffers;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>
/// One text at a time that comes in pieces with escapes in it: detectors see it with the escapes read, and what they leave is written as it was spelled. A character of which a part belongs to a finding belongs to it whole.
/// </summary>
/// <param name="isShortWhole">A text that is short is searched only once it has ended: some detectors ask whether a finding is the whole of it.</param>
internal sealed class SpelledText(DetectorSet detectors, Spelling spelling, bool isShortWhole) : IDetectedSink
{
    /// <summary>The longest escape.</summary>
    public const int RawLimit = 16;

    /// <summary>In bytes.</summary>
    public const int Short = 64;

    private readonly DetectedStream stream = new(detectors);
    private readonly Queue<Spelled> escapes = [];
    private readonly ArrayBufferWriter<byte> character = new(64);
    private IBufferWriter<byte> output = null!;
    private long taken;
    private long given;
    private int hidden;
    private int missing;
    private bool isCut;

    /// <summary>Findings masked so far, in all texts.</summary>
    public long Findings => stream.Findings;

    /// <summary>Nothing is held back.</summary>
    public bool IsSettled => stream.Held == 0 && missing == 0;

    /// <param name="surroundings">What stands before it, such as its name.</param>
    public void Begin(ReadOnlySpan<byte> surroundings = default)
    {
        stream.Restart(surroundings);
        escapes.Clear();
        character.ResetWrittenCount();
        (taken, given, hidden, missing, isCut) = (0, 0, 0, 0, false);
    }

    /// <summary>Text that stands for itself.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        stream.Append(text);
        taken += text.Length;
    }

    /// <summary>A character, or a single byte of one, that is spelled in another way, with at most 16 bytes.</summary>
    public void Append(ReadOnlySpan<byte> text, ReadOnlySpan<byte> raw)
    {
        escapes.Enqueue(new Spelled(taken, text.Length, raw));
        Append(text);
    }

    /// <summary>Writes what is settled.</summary>
    public void Settle(IBufferWriter<byte> into)
    {
        if (isShortWhole && taken <= Short) return;
        output = into;
        stream.Settle(this);
    }

    /// <summary>The text ended.</summary>
    public void End(IBufferWriter<byte> into)
    {
        output = into;
        if (isShortWhole && taken <= Short && stream.Unsettled is { IsEmpty: false } whole && detectors.FindWhole(whole) is >= 0 and var found)
        {
            Found(whole, detectors.MaskOf(found) ?? TextMask.Redacted);
            WholeFindings++;
            return;
        }
        stream.Complete(this);
        if (missing > 0) output.Write(character.WrittenSpan);
        missing = 0;
    }

    /// <summary>Of them, those that were a whole text.</summary>
    public long WholeFindings { get; private set; }

    public void Clear(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (hidden > 0)
            {
                var skipped = Math.Min(hidden, text.Length);
                (hidden, given) = (hidden - skipped, given + skipped);
                text = text[skipped..];
                continue;
            }
            if (!escapes.TryPeek(out var next) || next.At >= given + text.Length)
            {
                Write(text);
                given += text.Length;
                return;
            }
            if (next.At > given)
            {
                var before = (int)(next.At - given);
                Write(text[..before]);
                given += before;
                text = text[before..];
            }
            var part = Math.Min((int)(next.At + next.Length - given), text.Length);
            Write(text[..part], next, isLast: given + part == next.At + next.Length);
            given += part;
            text = text[part..];
            if (given == next.At + next.Length) escapes.Dequeue();
        }
    }

    public void Found(ReadOnlySpan<byte> text, TextMask mask)
    {
        spelling.WriteMasked(text, mask, output);
        character.ResetWrittenCount();
        (given, missing, hidden, isCut) = (given + text.Length, 0, 0, true);
        while (escapes.TryPeek(out var next) && next.At < given)
        {
            hidden = (int)Math.Max(0, next.At + next.Length - given);
            escapes.Dequeue();
        }
    }

    /// <summary>Text without escapes, whole characters at once.</summary>
    private void Write(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && (isCut || missing > 0))
        {
            if (missing == 0 && (text[0] & 0xC0) != 0x80) isCut = false;
            else
            {
                if (missing > 0) Continue(text[..1]);
                text = text[1..];
            }
        }
        var whole = Utf8Watch.CutAt(text);
        output.Write(text[..whole]);
        if (whole < text.Length) Start(text[whole], text[whole..]);
    }

    /// <summary>Of an escape that stands for one byte of several, the character is written once it is whole.</summary>
    private void Write(ReadOnlySpan<byte> text, in Spelled escape, bool isLast)
    {
        var first = text[0];
        Span<byte> bytes = stackalloc byte[RawLimit];
        var raw = bytes[..escape.CopyTo(bytes)];
        if (missing > 0 && escape.Length == 1)
        {
            character.Write(raw);
            if (--missing == 0) Flush();
            return;
        }
        if (isCut && (first & 0xC0) == 0x80 && escape.Length == 1) return;
        isCut = false;
        if (!isLast) return;
        if (escape.Length == 1 && first >= 0xC0) Start(first, raw);
        else output.Write(raw);
    }

    private void Start(byte first, ReadOnlySpan<byte> raw)
    {
        character.ResetWrittenCount();
        character.Write(raw);
        missing = (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2) - Math.Max(1, raw[0] == first ? raw.Length : 1);
    }

    private void Continue(ReadOnlySpan<byte> next)
    {
        character.Write(next);
        if (--missing == 0) Flush();
    }

    private void Flush()
    {
        output.Write(character.WrittenSpan);
        character.ResetWrittenCount();
    }

    private readonly struct Spelled
    {
        private readonly UInt128 raw;
        private readonly int rawLength;

        public Spelled(long at, int length, ReadOnlySpan<byte> spelled)
        {
            (At, Length, rawLength) = (at, length, spelled.Length);
            for (var i = spelled.Length - 1; i >= 0; i--) raw = (raw << 8) | spelled[i];
        }

        public long At { get; }

        public int Length { get; }

        public int CopyTo(Span<byte> bytes)
        {
            for (var i = 0; i < rawLength; i++) bytes[i] = (byte)(raw >> (8 * i));
            return rawLength;
        }
    }
}
