using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>What is blind, in words that people read beside the cell. Each is a line of LIMITS.md too.</summary>
static class HttpNotes
{
    static readonly Dictionary<(string Path, Guard Guard), string> all = new()
    {
        [("deltas", Guard.Paths)] = "A path names members of JSON; in what a model says in its own words it finds nothing. Give the rule detectors.",
        [("nested", Guard.Paths)] = "A string that holds JSON is a string: a path does not look into it. Name the string itself, or give the rule detectors.",
        [("header", Guard.Paths)] = "No path names a header. Detectors are searched for in headers too.",
    };

    public static string? Of(HttpPath path, Guard guard) => all.GetValueOrDefault((path.Name, guard));

    /// <summary>Those that no cell has.</summary>
    public static IEnumerable<string> Beside(IEnumerable<(string Path, Guard Guard)> cells) => all.Keys.Except(cells).Select(k => $"{k.Path}, {k.Guard}");
}
