using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Injected;

/// <summary>Takes secrets out of one text that comes in pieces: however it is cut, the output is the same. Held back is at most what may be the beginning of one. Stateful, one for each text, not thread-safe.</summary>
public sealed class SecretRemoval
{
    private readonly SecretForms forms;
    private readonly int[] next;
    private byte[] joined = [];
    private int held;

    internal SecretRemoval(SecretForms forms)
    {
        this.forms = forms;
        next = new int[forms.Patterns.Length];
    }

    /// <summary>Secrets taken out so far.</summary>
    public long Removed { get; private set; }

    public void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (held > 0) text = Join(text);
        var rest = Pass(text, isEnd: false, output);
        Hold(text[rest..]);
    }

    /// <summary>The text ended.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        Pass(joined.AsSpan(0, held), isEnd: true, output);
        held = 0;
    }

    /// <summary>The leftmost comes first, and of those that begin at one place the longest.</summary>
    /// <returns>Where what is held back begins.</returns>
    private int Pass(ReadOnlySpan<byte> text, bool isEnd, IBufferWriter<byte> output)
    {
        var at = 0;
        Array.Fill(next, -1);
        while (true)
        {
            var (from, length) = Find(text, at);
            var open = isEnd ? text.Length : OpenFrom(text, at);
            if (length == 0 || open <= from)
            {
                output.Write(text[at..open]);
                return open;
            }
            output.Write(text[at..from]);
            output.Write(SecretForms.Hidden);
            Removed++;
            at = from + length;
        }
    }

    private (int From, int Length) Find(ReadOnlySpan<byte> text, int at)
    {
        var (from, length) = (text.Length, 0);
        for (var i = 0; i < next.Length; i++)
        {
            var pattern = forms.Patterns[i];
            if (next[i] < at) next[i] = text[at..].IndexOf(pattern) is >= 0 and var found ? at + found : int.MaxValue;
            // The longest stand first.
            if (next[i] < from) (from, length) = (next[i], pattern.Length);
        }
        return (from, length);
    }

    /// <summary>Where the text may end with the beginning of a secret; its length where it does not.</summary>
    private int OpenFrom(ReadOnlySpan<byte> text, int at)
    {
        var open = text.Length;
        foreach (var pattern in forms.Patterns)
        {
            for (var from = Math.Max(at, text.Length - pattern.Length + 1); from < open; from++)
            {
                var skip = text[from..open].IndexOf(pattern[0]);
                if (skip < 0) break;
                from += skip;
                if (pattern.AsSpan().StartsWith(text[from..])) open = from;
            }
        }
        return open;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> text)
    {
        Reserve(held + text.Length);
        text.CopyTo(joined.AsSpan(held));
        return joined.AsSpan(0, held + text.Length);
    }

    private void Hold(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            held = 0;
            return;
        }
        Reserve(rest.Length);
        rest.CopyTo(joined);
        held = rest.Length;
    }

    private void Reserve(int length)
    {
        if (joined.Length < length) Array.Resize(ref joined, Math.Max(length, 2 * forms.Longest));
    }
}
