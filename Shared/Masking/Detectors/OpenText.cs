using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>The end of a text that goes on.</summary>
internal static class OpenText
{
    public static SearchValues<byte> KeyBytes { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    public static SearchValues<byte> Digits { get; } = SearchValues.Create("0123456789"u8);

    /// <summary>Where the run begins that the text ends with and that consists of <paramref name="alphabet"/> only.</summary>
    /// <param name="reach">The most bytes that decide about a finding, from its beginning on: what began earlier is settled.</param>
    public static int Run(ReadOnlySpan<byte> utf8, int start, SearchValues<byte> alphabet, int reach)
    {
        var from = Math.Max(start, utf8.Length - reach);
        return from >= utf8.Length ? utf8.Length : from + utf8[from..].LastIndexOfAnyExcept(alphabet) + 1;
    }

    /// <summary>The same from the first byte on that a finding can begin with.</summary>
    public static int Run(ReadOnlySpan<byte> utf8, int start, SearchValues<byte> alphabet, int reach, SearchValues<byte> begins)
    {
        var run = Run(utf8, start, alphabet, reach);
        var first = utf8[run..].IndexOfAny(begins);
        return first < 0 ? utf8.Length : run + first;
    }

    /// <summary>Where the text ends with the beginning of <paramref name="word"/>; its length where it does not.</summary>
    public static int Prefix(ReadOnlySpan<byte> utf8, int start, ReadOnlySpan<byte> word)
    {
        for (var at = Math.Max(start, utf8.Length - word.Length + 1); at < utf8.Length; at++)
            if (word.StartsWith(utf8[at..])) return at;
        return utf8.Length;
    }
}
