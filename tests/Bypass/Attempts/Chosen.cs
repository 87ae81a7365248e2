namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>
/// What a run tries: all of it under <c>./test.sh --full</c>; those that hold a word in their id, where <c>HOOPLIKE_BYPASS</c> names one; otherwise every eighth of what must hold, so that the usual run stays short.
/// </summary>
static class Chosen
{
    const int Every = 8;

    static readonly string? word = Environment.GetEnvironmentVariable("HOOPLIKE_BYPASS");

    static readonly bool isFull = Environment.GetEnvironmentVariable("HOOPLIKE_FULL_TESTS") == "1" || Environment.GetEnvironmentVariable("HOOPLIKE_BYPASS_RATES") is { Length: > 0 };

    public static IReadOnlyList<T> Of<T>(IEnumerable<T> all, Func<T, string> id) => word is { Length: > 0 }
        ? [.. all.Where(a => id(a).Contains(word, StringComparison.Ordinal))]
        : isFull ? [.. all] : [.. all.Where(a => !Known.Reasons.ContainsKey(id(a))).Where((_, index) => index % Every == 0)];
}
