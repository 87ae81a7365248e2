using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

/// <summary>What one piece of SQL text (one simple query, one Parse) says, and the text itself. Immutable and shared by all sessions that send the same text.</summary>
public sealed class SqlAnalysis(string text, ImmutableArray<SqlStatement> statements, string redacted, string? error)
{
    public string Text { get; } = text;

    /// <summary>In order; one opaque statement when <see cref="Error"/> is set; empty for empty text.</summary>
    public ImmutableArray<SqlStatement> Statements { get; } = statements;

    /// <summary>The text with every literal (strings, numbers, bit strings; also inside comments: comments are removed) replaced by <c>'…'</c> or <c>0</c>.</summary>
    public string Redacted { get; } = redacted;

    /// <summary>The parser's message when the text does not parse.</summary>
    public string? Error { get; } = error;

    /// <summary>All kinds of all statements.</summary>
    public SqlKinds Kinds { get; } = statements.Aggregate(SqlKinds.None, static (all, s) => all | s.Kinds);

    /// <summary>The words of configuration.md for <see cref="Kinds"/>.</summary>
    public ImmutableArray<string> KindWords { get; } = SqlKindWords.Of(statements.Aggregate(SqlKinds.None, static (all, s) => all | s.Kinds));

    /// <summary>The relations named in it, as <c>schema.name</c> or <c>name</c>, each once.</summary>
    public ImmutableArray<string> TableNames { get; } =
        [.. statements.SelectMany(s => s.Tables).Select(t => t.Schema is null ? t.Name : $"{t.Schema}.{t.Name}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
