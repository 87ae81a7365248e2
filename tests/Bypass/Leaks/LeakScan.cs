using System.Text;
using System.Text.RegularExpressions;

namespace HoopLike.Bypass.Tests.Leaks;

/// <summary>
/// Looks for planted values in bytes: as they are, reversed, in upper or lower case, in UTF-16, hexadecimal, base64 at every alignment, per cent, with anything between the characters, in digits, in PostgreSQL's binary form,
/// and spelt out one character or character code a row.
/// </summary>
static partial class LeakScan
{
    /// <summary>Characters of a secret that are a leak.</summary>
    const int Part = 4;

    static readonly Windows words = new(Part, Markers.Words);
    static readonly Windows reversedWords = new(Part, Markers.Words.Select(w => (w.Name + " (reversed)", Reversed(w.Value))));
    static readonly Windows lowerWords = new(Part + 1, Both().Select(w => (w.Name + " (folded)", w.Value.ToLowerInvariant())));
    static readonly Windows longWords = new(Part + 2, Both());
    static readonly Windows hexWords = new(2 * (Part + 1), Both().Select(w => (w.Name + " (hex)", Convert.ToHexStringLower(Encoding.ASCII.GetBytes(w.Value)))));
    static readonly Windows numbers = new(7, Markers.Numbers.Concat(Markers.Numbers.Select(n => (n.Name + " (reversed)", Reversed(n.Value)))));
    /// <summary>Digests in hexadecimal have runs of digits too.</summary>
    static readonly Windows longNumbers = new(9, Markers.Numbers.Concat(Markers.Numbers.Select(n => (n.Name + " (reversed)", Reversed(n.Value)))));

    static readonly Windows uuids = new(8, Markers.Uuids);

    /// <summary>What is found, in words; null when nothing is.</summary>
    /// <param name="said">What the caller itself sent: hearing that again tells it nothing.</param>
    public static string? Find(byte[] bytes, string said)
    {
        foreach (var (name, form) in Markers.Binary)
            if (bytes.AsSpan().IndexOf(form) >= 0) return name + " (binary)";
        var text = Encoding.Latin1.GetString(bytes);
        return FindIn(text, said) ?? FindEncoded(text, said);
    }

    /// <summary>The same for what was cut into pieces: whole columns, joined, as letters or as their codes.</summary>
    public static string? FindSpelt(IEnumerable<string> pieces, string said)
    {
        var all = pieces.ToList();
        if (all.Count < Part) return null;
        return words.Find(string.Concat(all), said) ?? lowerWords.Find(string.Concat(all).ToLowerInvariant(), said) ?? reversedWords.Find(string.Concat(all), said)
            ?? (all.All(p => int.TryParse(p, out var code) && code is > 31 and < 127) && string.Concat(all.Select(p => (char)int.Parse(p))) is var spelt ? words.Find(spelt, said) ?? reversedWords.Find(spelt, said) : null);
    }

    /// <summary>For recordings, logs and stores, whose keys and signatures are random text: longer parts.</summary>
    public static string? FindLong(string text) =>
        longWords.Find(text, "") ?? longNumbers.Find(text, "") ?? Whole(text, "") ?? longWords.Find(text.Replace("\0", "", StringComparison.Ordinal), "");

    static string? FindIn(string text, string said)
    {
        var plain = text.Replace("\0", "", StringComparison.Ordinal);
        return words.Find(plain, said) ?? reversedWords.Find(plain, said) ?? lowerWords.Find(plain.ToLowerInvariant(), said)
            ?? longWords.Find(Between().Replace(plain, ""), said) ?? numbers.Find(Grouping().Replace(plain, ""), said) ?? Whole(plain, said);
    }

    static string? FindEncoded(string text, string said)
    {
        var tight = HexGlue().Replace(text, "").ToLowerInvariant();
        if ((hexWords.Find(tight, said) ?? uuids.Find(tight.Replace("-", "", StringComparison.Ordinal), said)) is { } hex) return hex;
        foreach (Match run in Base64().Matches(text))
        for (var skip = 0; skip < 4; skip++)
        {
            var part = run.ValueSpan[Math.Min(skip, run.Length)..];
            var decoded = new byte[part.Length];
            part = part[..(part.Length / 4 * 4)];
            if (Convert.TryFromBase64Chars(part, decoded, out var length) && longWords.Find(Encoding.Latin1.GetString(decoded, 0, length), said) is { } found) return found + " (base64)";
        }
        return null;
    }

    static string? Whole(string text, string said) =>
        Markers.Wholes.Where(w => text.Contains(w.Value, StringComparison.Ordinal) && !said.Contains(w.Value, StringComparison.Ordinal)).Select(w => $"{w.Name}: {w.Value}").FirstOrDefault();

    static IEnumerable<(string Name, string Value)> Both() => Markers.Words.Concat(Markers.Words.Select(w => (w.Name + " (reversed)", Reversed(w.Value))));

    static string Reversed(string text) => new([.. text.Reverse()]);

    [GeneratedRegex("[A-Za-z0-9+/]{8,}")]
    private static partial Regex Base64();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex Between();

    [GeneratedRegex("(?<=[0-9])[., ](?=[0-9])")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"%|\\x|[ \r\n]")]
    private static partial Regex HexGlue();
}
