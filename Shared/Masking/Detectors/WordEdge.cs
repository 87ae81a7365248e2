namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Where a word begins: hashes and identifiers have inside them what would be a finding if it stood alone.</summary>
internal static class WordEdge
{
    private const int UnicodeEscape = 6;

    /// <summary>ASCII alone: what is beside a value in other scripts (<c>卡号4111…</c>, a no-break space) is no part of it.</summary>
    public static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b);

    /// <summary>The byte before <paramref name="at"/> belongs to the same word. The letter of an escape (JSON's <c>\n</c>, <c>\u00a0</c>) does not: it stands for another character.</summary>
    public static bool IsInside(ReadOnlySpan<byte> utf8, int at) =>
        at > 0 && IsWord(utf8[at - 1]) && !(at > 1 && utf8[at - 2] == (byte)'\\') && !EndsUnicodeEscape(utf8, at);

    /// <summary>Where the <c>\u00a0</c> ends that <paramref name="at"/> is within; <paramref name="at"/> itself outside of one.</summary>
    public static int PastEscape(ReadOnlySpan<byte> utf8, int at)
    {
        for (var begin = Math.Max(0, at - UnicodeEscape + 1); begin <= at - 2; begin++)
            if (utf8[begin..].StartsWith("\\u"u8)) return Math.Min(begin + UnicodeEscape, utf8.Length);
        return at;
    }

    private static bool EndsUnicodeEscape(ReadOnlySpan<byte> utf8, int at) => at >= UnicodeEscape && utf8[(at - UnicodeEscape)..].StartsWith("\\u"u8);
}
