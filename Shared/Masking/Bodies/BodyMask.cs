using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>
/// Masks one body whose bytes come in pieces, cut anywhere: however they are cut, the output is the same. UTF-8 only; a byte order mark is kept. Memory is bounded by what each kind says and by <see cref="Detectors.DetectedStream"/>'s limit.
/// Stateful, one for each body, not thread-safe.
/// </summary>
public abstract class BodyMask
{
    /// <summary>Larger pieces are taken in parts, so that no buffer grows with what the caller hands over.</summary>
    private const int Piece = 16 * 1024;

    private Utf8Watch watch;
    private int mark;
    private string? failure;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Findings and values masked so far.</summary>
    public long Masked { get; private protected set; }

    /// <summary>Takes the next bytes and writes what is settled.</summary>
    /// <exception cref="UnreadableBodyException">The body cannot be read: what was written so far is right, and nothing more may be delivered.</exception>
    public void Write(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        Guard();
        try
        {
            while (mark < ByteOrderMark.Length && !input.IsEmpty) input = TakeMark(input, output);
            for (; !input.IsEmpty; input = input[Math.Min(Piece, input.Length)..])
            {
                var piece = input[..Math.Min(Piece, input.Length)];
                watch.Check(piece);
                Take(piece, output);
            }
        }
        catch (Exception e) when (Fails(e))
        {
            throw new UnreadableBodyException(e.Message);
        }
    }

    /// <summary>The body ended: writes what was held back.</summary>
    /// <exception cref="UnreadableBodyException">It ended too early.</exception>
    public void Complete(IBufferWriter<byte> output)
    {
        Guard();
        try
        {
            if (mark is > 0 and < 3) throw new UnreadableBodyException("The body ends within a character.");
            watch.End();
            Finish(output);
        }
        catch (Exception e) when (Fails(e))
        {
            throw new UnreadableBodyException(e.Message);
        }
    }

    /// <summary>At most some KiB, checked to be UTF-8 without NUL bytes; a character may be cut.</summary>
    private protected abstract void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output);

    private protected abstract void Finish(IBufferWriter<byte> output);

    /// <summary>The mark is no part of the first line or value. No text begins as it does, but for a character that shares its first bytes.</summary>
    private ReadOnlySpan<byte> TakeMark(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        if (input[0] == ByteOrderMark[mark])
        {
            mark++;
            if (mark == ByteOrderMark.Length) output.Write(ByteOrderMark);
            return input[1..];
        }
        var begun = ByteOrderMark[..mark];
        mark = ByteOrderMark.Length;
        if (begun.IsEmpty) return input;
        watch.Check(begun);
        Take(begun, output);
        return input;
    }

    private bool Fails(Exception e)
    {
        if (e is not (UnreadableBodyException or InvalidDataException)) return false;
        failure = e.Message;
        return true;
    }

    private void Guard()
    {
        if (failure is not null) throw new UnreadableBodyException(failure);
    }
}
