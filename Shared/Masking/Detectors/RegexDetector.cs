using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>
/// A pattern of the configuration: a regular expression that is matched without backtracking, in time linear in the text. A match longer than the pattern's limit is cut there; with <c>\b</c> or <c>\B</c>
/// in the expression it is none, because where it ends cannot be told from less text than that.
/// </summary>
public sealed class RegexDetector : IDetector
{
    /// <summary>Characters before a match in which one of the words beside it must stand.</summary>
    public const int NearDistance = 64;

    private const int FirstWindow = 512;
    private const int LargestWindow = 16 * 1024;

    private static readonly ConditionalWeakTable<PatternDetector, RegexDetector> made = [];

    private readonly Regex regex;
    private readonly int longest;
    private readonly bool hasBoundary;
    private readonly ImmutableArray<string> near;

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched in linear time.</exception>
    public RegexDetector(PatternDetector pattern)
    {
        regex = new Regex(pattern.Regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        longest = pattern.MaxLength;
        hasBoundary = RegexForm.Of(pattern.Regex).HasBoundary;
        near = pattern.Near.IsDefault ? [] : pattern.Near;
        Word = pattern.Name;
        About = new DetectorDescription(pattern.Name, near.IsEmpty ? $"What {pattern.Regex} matches." : $"What {pattern.Regex} matches with {string.Join(" or ", near)} before it.", "Everything else.", [], []);
    }

    public string Word { get; }

    public DetectorGroup Group => DetectorGroup.Patterns;

    public DetectorDescription About { get; }

    public bool ReadsNumbers => true;

    /// <summary>The same for the same pattern.</summary>
    public static RegexDetector Of(PatternDetector pattern) => made.GetValue(pattern, static p => new RegexDetector(p));

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        // A character has at most four bytes, and one more decides about \b; in a text of one-byte characters less is held back.
        var at = utf8.Length;
        for (var characters = 0; at > start && characters <= longest; characters++)
            for (at--; at > start && (utf8[at] & 0xC0) == 0x80 && utf8.Length - at < 4 * (longest + 1); at--)
            {
            }
        return Math.Max(at, start);
    }

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var (at, size) = (start, FirstWindow); at < utf8.Length; size = Math.Min(2 * size, LargestWindow))
        {
            using var window = new DecodedWindow(utf8, at, size + (4 * (longest + 1)));
            if (TryFind(window, out var from, out var to) && window.TryMap(from, to, start, out offset, out length)) return true;
            at = Math.Max(window.OffsetOf(from), at + 1);
        }
        offset = length = 0;
        return false;
    }

    /// <param name="from">Without a match: the first character about which this window does not decide.</param>
    private bool TryFind(DecodedWindow window, out int from, out int to)
    {
        var text = window.Text;
        var undecided = window.IsLast ? text.Length : Math.Max(window.First, text.Length - longest - 1);
        // After a match that does not count the next is looked for nearby first: otherwise each of many would be paid for with the whole window.
        for (var (at, reach) = (window.First, text.Length); at < undecided;)
        {
            var end = Math.Min(text.Length, at + reach);
            var isFound = TryMatch(text[..end], at, out from, out to);
            if (end < text.Length && (!isFound || from > end - longest - 1))
            {
                at = Math.Max(at, end - longest - 1);
                reach *= 2;
                continue;
            }
            if (!isFound || from >= undecided) break;
            if (Decide(text, from, ref to) && IsNear(text, from)) return true;
            (at, reach) = (from + 1, 2 * (longest + 1));
        }
        from = to = undecided;
        return false;
    }

    private bool TryMatch(ReadOnlySpan<char> text, int at, out int from, out int to)
    {
        foreach (var match in regex.EnumerateMatches(text, at))
        {
            if (match.Length == 0) continue;
            (from, to) = (match.Index, match.Index + match.Length);
            return true;
        }
        from = to = 0;
        return false;
    }

    /// <summary>Whether it is a match by the text up to the limit alone, so that the answer is the same however much of the text is at hand.</summary>
    private bool Decide(ReadOnlySpan<char> text, int from, ref int to)
    {
        if (hasBoundary || to - from > longest)
        {
            var known = text[..Math.Min(text.Length, from + longest + 1)];
            if (!TryMatch(known, from, out var again, out to) || again != from) return false;
        }
        if (to - from > longest)
        {
            if (hasBoundary) return false;
            to = from + longest;
        }
        var quote = text[from..to].IndexOf('"');
        if (quote >= 0) to = from + quote;
        return to > from;
    }

    private bool IsNear(ReadOnlySpan<char> text, int from)
    {
        if (near.IsEmpty) return true;
        var before = text[Math.Max(0, from - NearDistance)..from];
        foreach (var word in near)
            if (before.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
