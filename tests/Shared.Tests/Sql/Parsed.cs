using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

/// <summary>Statements through one analyzer, and short spellings of what was read.</summary>
static class Parsed
{
    static readonly SqlAnalyzer analyzer = new();

    public static SqlAnalysis Text(string sql) => analyzer.Analyze(sql);

    public static SqlStatement One(string sql)
    {
        var analysis = analyzer.Analyze(sql);
        Assert.Null(analysis.Error);
        return Assert.Single(analysis.Statements);
    }

    public static string Kinds(SqlStatement statement) => string.Join(' ', SqlKindWords.Of(statement.Kinds));

    /// <summary><c>r:orders w:public.log</c>, in the order of the alphabet.</summary>
    public static string Tables(SqlStatement statement) => Join(statement.Tables.Select(t => $"{Letter(t.Access)}:{(t.Schema is null ? "" : t.Schema + ".")}{t.Name}"));

    public static string Functions(SqlStatement statement) => Join(statement.Functions.Select(f => f.Schema is null ? f.Name : $"{f.Schema}.{f.Name}"));

    public static string Operators(SqlStatement statement) => Join(statement.Operators);

    /// <summary><c>o:email p:c.id</c>: Output, Predicate, Source, Returning.</summary>
    public static string Columns(SqlStatement statement) => Join(statement.Columns.Select(c => $"{Letter(c.Place)}:{(c.Qualifier is null ? "" : c.Qualifier + ".")}{c.Name}"));

    static string Letter<T>(T value) where T : struct, Enum => value.ToString()[..1].ToLowerInvariant();

    static string Join(IEnumerable<string> parts) => string.Join(' ', parts.Order(StringComparer.Ordinal));
}
