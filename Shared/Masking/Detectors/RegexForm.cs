using System.Globalization;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>What a regular expression is made of, as far as a detector must know it.</summary>
/// <param name="HasBoundary">It asks for edges of words: <c>\b</c>, <c>\B</c>.</param>
/// <param name="Unfit">Why no detector can use it, as the end of a sentence; null where one can.</param>
internal sealed record RegexForm(bool HasBoundary, string? Unfit)
{
    /// <summary>Repetitions multiplied through nested groups: each is a state of the automaton.</summary>
    private const long MostRepetitions = 2000;

    public static RegexForm Of(string regex)
    {
        var (hasBoundary, inClass, product) = (false, false, 1L);
        for (var i = 0; i < regex.Length; i++)
        {
            switch (regex[i])
            {
                case '\\' when ++i < regex.Length:
                    if (inClass) break;
                    if (regex[i] is 'A' or 'z' or 'Z' or 'G') return new RegexForm(false, Anchor($"\\{regex[i]}"));
                    hasBoundary |= regex[i] is 'b' or 'B';
                    break;
                case '[' when !inClass:
                    inClass = true;
                    // A bracket that closes stands for itself right behind the one that opens.
                    if (i + 1 < regex.Length && regex[i + 1] == '^') i++;
                    if (i + 1 < regex.Length && regex[i + 1] == ']') i++;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '^' or '$' when !inClass:
                    return new RegexForm(false, Anchor(regex[i].ToString()));
                case '(' when !inClass && i + 1 < regex.Length && regex[i + 1] == '?' && !IsGroup(regex.AsSpan(i + 2)):
                    return new RegexForm(false, "uses a group other than (...), (?:...), (?<name>...) and (?i:...); without lookaround and the like a text is read once, whatever it holds.");
                case '{' when !inClass:
                    product *= Math.Max(1, Repetitions(regex.AsSpan(i + 1)));
                    if (product > MostRepetitions) return new RegexForm(false, $"repeats too much: the counts in braces multiply to more than {MostRepetitions}.");
                    break;
            }
        }
        return new RegexForm(hasBoundary, null);
    }

    private static string Anchor(string sign) => $"asks for the beginning or end of the text with {sign}; a text may come in pieces, so say where a word begins or ends with \\b.";

    private static bool IsGroup(ReadOnlySpan<char> after) =>
        after.StartsWith(":") || after.StartsWith("i:") || after.StartsWith("i)") || (after.Length > 1 && after[0] == '<' && char.IsLetter(after[1]));

    private static long Repetitions(ReadOnlySpan<char> after)
    {
        var close = after.IndexOf('}');
        if (close < 0) return 1;
        var counts = after[..close];
        var comma = counts.IndexOf(',');
        var most = comma < 0 || comma == counts.Length - 1 ? counts.TrimEnd(',') : counts[(comma + 1)..];
        return long.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
    }
}
