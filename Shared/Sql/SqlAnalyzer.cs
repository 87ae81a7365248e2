using HoopLike.Shared.Sql.Native;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql;

/// <summary>Reads SQL with PostgreSQL's own parser. Thread-safe; remembers the texts it saw last.</summary>
/// <param name="cacheBytes">Bound of the cache, in bytes of text and of what was read from it.</param>
public sealed class SqlAnalyzer(long cacheBytes = 32 * 1024 * 1024)
{
    /// <summary>Text longer than this is not parsed and counts as opaque: 16 MiB is far more than people or drivers write.</summary>
    public const int TextLimit = 16 * 1024 * 1024;

    private readonly SqlTextCache cache = new(cacheBytes);

    /// <summary>One analysis for all texts that differ in numbers only.</summary>
    private readonly SqlTextCache numberless = new(cacheBytes / 4);

    /// <summary>Null when the parser library is present; otherwise what to install, in a sentence.</summary>
    public static string? MissingLibrary => PgQueryLibrary.Missing;

    /// <summary>
    /// Never throws for bad text: it is opaque, with <see cref="SqlAnalysis.Error"/> set. No allocation when the text was seen before. The text is read as a server reads it whose
    /// <c>standard_conforming_strings</c> is on and whose <c>client_encoding</c> is UTF8: a session that changes these sends text that means something else.
    /// </summary>
    /// <param name="utf8">The statement text without the terminating zero.</param>
    /// <exception cref="DllNotFoundException">The parser library is missing; see <see cref="MissingLibrary"/>.</exception>
    public SqlAnalysis Analyze(ReadOnlySpan<byte> utf8)
    {
        if (cache.TryGet(utf8, out var known)) return known;
        var analysis = ReadNumberless(utf8) ?? TextReading.Read(utf8);
        cache.Add(utf8, analysis);
        return analysis;
    }

    /// <summary>Null where the text is not plain enough to be told from one with other numbers.</summary>
    private SqlAnalysis? ReadNumberless(ReadOnlySpan<byte> utf8)
    {
        Span<byte> without = stackalloc byte[Math.Min(utf8.Length, NumberlessText.Limit)];
        if (!NumberlessText.TryWrite(utf8, without, out var length)) return null;
        without = without[..length];
        if (numberless.TryGet(without, out var twin)) return twin.WithText(System.Text.Encoding.ASCII.GetString(utf8));
        var analysis = TextReading.Read(utf8);
        if (analysis.Error is null && analysis.Statements.Length == 1) numberless.Add(without, analysis);
        return analysis;
    }

    public SqlAnalysis Analyze(string text) => Analyze(System.Text.Encoding.UTF8.GetBytes(text));
}
