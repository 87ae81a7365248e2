using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>Attempts that get through today, each with the reason: <c>known.txt</c>, a line each, <c>group/name: why</c>.</summary>
static class Known
{
    public static string File { get; } = Path.Combine(ProductFiles.Root, "tests", "Bypass", "known.txt");

    public static IReadOnlyDictionary<string, string> Reasons { get; } = System.IO.File.ReadLines(File)
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1]);
}
