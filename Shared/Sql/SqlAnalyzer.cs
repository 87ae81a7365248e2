namespace HoopLike.Shared.Sql;

/// <summary>Reads SQL with PostgreSQL's own parser. Thread-safe; remembers the texts it saw last.</summary>
public sealed class SqlAnalyzer
{
    /// <summary>Text longer than this is not parsed and counts as opaque: 16 MiB is far more than people or drivers write, and parsing costs some 20 times the text in memory.</summary>
    public const int TextLimit = 16 * 1024 * 1024;

    /// <param name="cacheBytes">Bound of the cache, in bytes of text and of what was read from it.</param>
    public SqlAnalyzer(long cacheBytes = 32 * 1024 * 1024) => throw new NotImplementedException();

    /// <summary>Null when the parser library is present; otherwise what to install, in a sentence.</summary>
    public static string? MissingLibrary => throw new NotImplementedException();

    /// <summary>Never throws for bad text: it is opaque, with <see cref="SqlAnalysis.Error"/> set. No allocation when the text was seen before.</summary>
    /// <param name="utf8">The statement text without the terminating zero.</param>
    public SqlAnalysis Analyze(ReadOnlySpan<byte> utf8) => throw new NotImplementedException();

    public SqlAnalysis Analyze(string text) => Analyze(System.Text.Encoding.UTF8.GetBytes(text));
}
