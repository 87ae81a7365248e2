using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

/// <summary>What one piece of SQL text (one simple query, one Parse) says, and the text itself. Immutable and shared by all sessions that send the same text.</summary>
public sealed class SqlAnalysis
{
    public SqlAnalysis(string text, ImmutableArray<SqlStatement> statements, string redacted, string? error)
    {
        (Text, Statements, Redacted, Error) = (text, statements, redacted, error);
        Pattern = this;
        Kinds = statements.Aggregate(SqlKinds.None, static (all, s) => all | s.Kinds);
        KindWords = SqlKindWords.Of(Kinds);
        Redefines = [.. statements.SelectMany(s => s.Redefines)];
        TableNames = [.. statements.SelectMany(s => s.Tables).Select(t => t.Schema is null ? t.Name : $"{t.Schema}.{t.Name}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private SqlAnalysis(SqlAnalysis twin, string text)
    {
        var statement = twin.Statements[0];
        Pattern = twin.Pattern;
        Text = text;
        Statements = text.Length == twin.Text.Length ? twin.Statements : [statement with { Length = statement.Length + text.Length - twin.Text.Length }];
        (Redacted, Error, Kinds, KindWords, TableNames, Redefines) = (twin.Redacted, twin.Error, twin.Kinds, twin.KindWords, twin.TableNames, twin.Redefines);
    }

    public string Text { get; }

    /// <summary>What policies and masking rules say of this, they say of all texts that are the same but for their whole numbers: worked out once, for the first of them.</summary>
    public SqlAnalysis Pattern { get; }

    /// <summary>In order; one opaque statement when <see cref="Error"/> is set; empty for empty text.</summary>
    public ImmutableArray<SqlStatement> Statements { get; }

    /// <summary>The text with every literal (strings, numbers, bit strings; also inside comments: comments are removed) replaced by <c>'…'</c>.</summary>
    public string Redacted { get; }

    /// <summary>The parser's message when the text does not parse.</summary>
    public string? Error { get; }

    /// <summary>All kinds of all statements.</summary>
    public SqlKinds Kinds { get; }

    /// <summary>The words of configuration.md for <see cref="Kinds"/>.</summary>
    public ImmutableArray<string> KindWords { get; }

    /// <summary>Names that stand for something else once it has run: see <see cref="SqlStatement.Redefines"/>.</summary>
    public ImmutableArray<string> Redefines { get; }

    /// <summary>The relations named in it, as <c>schema.name</c> or <c>name</c>, each once.</summary>
    public ImmutableArray<string> TableNames { get; }

    /// <summary>The same single statement with other numbers in it.</summary>
    internal SqlAnalysis WithText(string text) => new(this, text);
}
