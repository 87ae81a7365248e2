using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Columns;

namespace HoopLike.Console.Masking;

/// <summary>A column that a pattern names.</summary>
/// <param name="Type">As the server calls it.</param>
/// <param name="Rule">The rule that is in force for it now; null where none is.</param>
public sealed record MatchedColumn(ColumnName Column, string Type, string? Rule)
{
    private static readonly string[] numbers = ["smallint", "integer", "bigint", "numeric", "real", "double"];
    private static readonly string[] others = ["date", "time", "interval", "boolean", "bytea", "uuid", "inet", "cidr", "macaddr", "money", "bit", "oid", "point", "tsvector"];

    /// <summary>How masks treat its values; a type that is not known here passes for text.</summary>
    public PreviewType Kind =>
        Type.StartsWith("json", StringComparison.Ordinal) ? PreviewType.Json
        : numbers.Any(Begins) ? PreviewType.Number
        : others.Any(Begins) || Type.EndsWith("[]", StringComparison.Ordinal) ? PreviewType.Time
        : PreviewType.Text;

    private bool Begins(string word) => Type.StartsWith(word, StringComparison.Ordinal);
}

/// <summary>Finds the columns of a target that patterns name. Partitions, children and views over them are masked with them, and are not told here.</summary>
public static class PatternMatches
{
    /// <summary>Empty also for a pattern that is none.</summary>
    public static ImmutableArray<MatchedColumn> Of(string pattern, TargetSchema schema) => ColumnPattern.TryParse(pattern, out var parsed)
        ? [.. schema.Tables.Where(t => parsed.CoversRelation(t.Schema, t.Name)).SelectMany(t => t.Columns.Where(c => parsed.CoversColumn(c.Name)).Select(c => new MatchedColumn(new ColumnName(t.Schema, t.Name, c.Name), c.Type, c.Rule)))]
        : [];

    /// <summary>What to suggest for a pattern: each column, and each name that several tables have, as <c>*.*.email</c>.</summary>
    public static IEnumerable<string> Suggestions(TargetSchema schema)
    {
        var columns = schema.Tables.SelectMany(t => t.Columns.Select(c => (Table: t, c.Name))).ToList();
        var repeated = columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => $"*.*.{g.Key}");
        return repeated.Concat(columns.Select(c => $"{c.Table.Schema}.{c.Table.Name}.{c.Name}"));
    }
}
