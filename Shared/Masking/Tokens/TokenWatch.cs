namespace HoopLike.Shared.Masking.Tokens;

/// <summary>Looks for a session's tokens in a stream that is cut anywhere: COPY data, and messages too large to be held. Keeps what may be the beginning of one, a token's length at the most.</summary>
public sealed class TokenWatch(TokenKey key)
{
    private static readonly int limit = TokenText.LengthOf(16 + 4112);

    private readonly byte[] begun = new byte[limit];
    private int length;

    /// <summary>Whether a token ends in these bytes, wherever it began. Once true, the stream's end is near: what it says of later bytes does not count.</summary>
    public bool Finds(ReadOnlySpan<byte> bytes)
    {
        if (!key.HasSealed) return false;
        while (length > 0 && !bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, limit - length);
            bytes[..taken].CopyTo(begun.AsSpan(length));
            var known = length;
            length += taken;
            if (key.TryOpen(begun.AsSpan(0, length), out _, out _, out _, out var isCut)) return true;
            if (isCut && length < limit) return false;
            // No token begins there: the next may begin in what was kept behind it.
            var next = Beginning(begun.AsSpan(1, known - 1));
            if (next < 0)
            {
                length = 0;
                break;
            }
            begun.AsSpan(1 + next, known - 1 - next).CopyTo(begun);
            length = known - 1 - next;
        }
        return !bytes.IsEmpty && FindsFresh(bytes);
    }

    public void Reset() => length = 0;

    private bool FindsFresh(ReadOnlySpan<byte> bytes)
    {
        for (var at = Beginning(bytes); at >= 0;)
        {
            if (key.TryOpen(bytes[at..], out _, out _, out _, out var isCut)) return true;
            if (isCut && bytes.Length - at < limit)
            {
                bytes[at..].CopyTo(begun);
                length = bytes.Length - at;
                return false;
            }
            var next = Beginning(bytes[(at + 1)..]);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }

    /// <summary>Where a token may begin: the prefix, or the part of it that is there at the end.</summary>
    private static int Beginning(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf(TokenText.Prefix);
        if (at >= 0) return at;
        for (var tail = Math.Min(TokenText.Prefix.Length - 1, bytes.Length); tail > 0; tail--)
            if (TokenText.Prefix.StartsWith(bytes[^tail..])) return bytes.Length - tail;
        return -1;
    }
}
