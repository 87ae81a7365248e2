using HoopLike.Shared.Sql;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Whether a text is one statement that reads. The transaction is read-only as well; this is to say so in words, and that nobody ends it.</summary>
internal static class QueryText
{
    private static readonly SqlAnalyzer analyzer = new(cacheBytes: 1024 * 1024);

    /// <summary>Null where it may be sent.</summary>
    public static string? WhyRefused(string sql)
    {
        if (SqlAnalyzer.MissingLibrary is { } missing) return $"The console cannot read SQL: {missing}";
        var analysis = analyzer.Analyze(sql);
        if (analysis.Error is { } error) return $"sql: cannot be parsed: {error}";
        if (analysis.Statements.Length != 1) return $"sql: is {analysis.Statements.Length} statements; send one.";
        var kinds = analysis.Statements[0].Kinds;
        var word = FirstWord(sql.AsSpan()[analysis.Statements[0].Offset..]);
        var reads = kinds == SqlKinds.Select || (word is "EXPLAIN" && (kinds & ~(SqlKinds.Select | SqlKinds.Utility | SqlKinds.ExplainAnalyze)) == 0) || (word is "SHOW" && kinds == SqlKinds.Utility);
        return reads ? null : $"sql: is {string.Join(" and ", analysis.KindWords)}; only SELECT, EXPLAIN and SHOW are run here.";
    }

    private static string FirstWord(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length])) length++;
        return text[..length].ToString().ToUpperInvariant();
    }
}
