using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>What forms of keys have in common: a prefix that stands at the begin of a word, and a run of letters and digits.</summary>
internal static class KeyForm
{
    /// <summary>The longest key that is read on; none of those with a prefix is longer.</summary>
    public const int Longest = 255;

    public static bool At(ReadOnlySpan<byte> utf8, int offset, int start, ReadOnlySpan<byte> prefix) => offset >= start && offset >= 0 && offset < utf8.Length && utf8[offset..].StartsWith(prefix);

    /// <summary>Not within a word: <c>task_live_…</c> and <c>weighs_…</c> are names of columns and files.</summary>
    public static bool StandsAt(ReadOnlySpan<byte> utf8, int offset, int start, ReadOnlySpan<byte> prefix) => At(utf8, offset, start, prefix) && !WordEdge.IsInside(utf8, offset);

    /// <summary>The prefix and what follows of letters, digits, <c>_</c> and <c>-</c>; 0 where that is too little.</summary>
    public static int Tail(ReadOnlySpan<byte> from, int prefix, int shortest)
    {
        var run = Run(from[prefix..], OpenText.KeyBytes, Longest);
        return run >= shortest ? prefix + run : 0;
    }

    public static int Run(ReadOnlySpan<byte> from, SearchValues<byte> of, int longest)
    {
        if (from.Length > longest) from = from[..longest];
        var end = from.IndexOfAnyExcept(of);
        return end < 0 ? from.Length : end;
    }

    /// <summary>Past what stands between a name and its value: spaces, quotes, <c>=</c>, <c>:</c>, <c>&gt;</c>, also escaped; at most <paramref name="limit"/> bytes, and one separator at least.</summary>
    public static bool TryPassSeparator(ReadOnlySpan<byte> utf8, ref int at, int limit)
    {
        var isSeparated = false;
        for (var end = Math.Min(utf8.Length, at + limit); at < end; at++)
        {
            if (utf8[at] is (byte)'=' or (byte)':' or (byte)'>') isSeparated = true;
            else if (utf8[at] is not ((byte)' ' or (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'`')) break;
        }
        return isSeparated && at < utf8.Length;
    }
}
