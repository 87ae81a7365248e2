using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Shared.Http;

/// <summary>
/// A pattern for paths: <c>*</c> within a segment, <c>**</c> as a segment for any number of them, none included: <c>/admin/**</c> is <c>/admin</c> too. Written without escapes, as people read paths.
/// A slash at the end makes no difference. It errs towards a match: where a segment has parameters (<c>/admin;x=1</c>), the path without them is tried as well.
/// </summary>
public sealed class PathGlob
{
    private readonly ImmutableArray<string> segments;

    private PathGlob(ImmutableArray<string> segments) => this.segments = segments;

    /// <summary>Stands where a pattern could not be read.</summary>
    internal static PathGlob Everything { get; } = new(["**"]);

    /// <param name="fault">What is wrong with the pattern, and what to write.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PathGlob? glob, [NotNullWhen(false)] out string? fault)
    {
        glob = null;
        fault = WhyNot(text);
        if (fault is not null) return false;
        glob = new PathGlob([.. text.Split('/', StringSplitOptions.RemoveEmptyEntries)]);
        return true;
    }

    public bool Matches(HttpTarget target, bool ignoreCase = false) =>
        Matches(target.DecodedPath, ignoreCase) || (!ReferenceEquals(target.PlainPath, target.DecodedPath) && Matches(target.PlainPath, ignoreCase));

    /// <param name="path">Without escapes.</param>
    internal bool Matches(ReadOnlySpan<char> path, bool ignoreCase)
    {
        // The classic walk with one place to come back to: the last ** may take one segment more.
        var (g, p) = (0, Start(path, 0));
        var (star, from) = (-1, 0);
        while (p < path.Length)
        {
            var end = End(path, p);
            if (g < segments.Length && segments[g] == "**")
            {
                (star, from) = (g++, p);
            }
            else if (g < segments.Length && TextGlob.Matches(segments[g], path[p..end], ignoreCase))
            {
                g++;
                p = Start(path, end);
            }
            else if (star >= 0)
            {
                g = star + 1;
                p = from = Start(path, End(path, from));
            }
            else
            {
                return false;
            }
        }

        while (g < segments.Length && segments[g] == "**") g++;
        return g == segments.Length;
    }

    private static int Start(ReadOnlySpan<char> path, int at) => at < path.Length && path[at] == '/' ? at + 1 : at;

    private static int End(ReadOnlySpan<char> path, int at) => path[at..].IndexOf('/') is var slash and >= 0 ? at + slash : path.Length;

    private static string? WhyNot(string text)
    {
        if (text is not ['/', ..]) return "must begin with a slash; /** is every path.";
        if (text.Contains("//", StringComparison.Ordinal)) return "holds //: paths are matched with single slashes.";
        if (text.AsSpan().ContainsAny("?#")) return "holds ? or #: only the path is matched.";
        if (text.Contains('\\', StringComparison.Ordinal) || text.Any(char.IsControl)) return "holds a backslash or a control character, which no path has.";
        for (var i = 0; i + 2 < text.Length; i++)
            if (text[i] == '%' && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2])) return "holds an escape: write the character itself, paths are matched without escapes.";
        foreach (var segment in text.Split('/'))
        {
            if (segment is "." or "..") return "holds a dot segment, which no path has once it is read.";
            if (segment.Length > 2 && segment.Contains("**", StringComparison.Ordinal)) return "holds ** inside a segment: ** stands for whole segments, * for part of one.";
        }

        return null;
    }
}
