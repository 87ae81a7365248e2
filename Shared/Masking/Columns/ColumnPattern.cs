using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace HoopLike.Shared.Masking.Columns;

/// <summary><c>schema.table.column</c> with <c>*</c> in or for any part. Letters match in either case: a rule that hides too much is noticed, one that hides too little is not.</summary>
public sealed class ColumnPattern
{
    private readonly string schema;
    private readonly string table;
    private readonly string column;

    private ColumnPattern(string schema, string table, string column) => (this.schema, this.table, this.column) = (schema, table, column);

    /// <summary>False unless there are three parts and none is empty.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ColumnPattern? pattern)
    {
        var parts = text.Split('.');
        pattern = parts.Length == 3 && !parts.Any(string.IsNullOrWhiteSpace) ? new ColumnPattern(parts[0], parts[1], parts[2]) : null;
        return pattern is not null;
    }

    /// <summary>A bare <c>*</c> for the schema means the target's own schemas, not those of the server.</summary>
    public bool CoversRelation(string relationSchema, string name) =>
        Matches(schema, relationSchema) && Matches(table, name) && !(schema == "*" && ServerSchema.Is(relationSchema));

    /// <summary>The pattern of what both cover, the narrower word of each part; null where they have no column in common.</summary>
    public string? Shared(ColumnPattern other)
    {
        string? Part(string a, string b) => a == "*" ? b : b == "*" || string.Equals(a, b, StringComparison.OrdinalIgnoreCase) ? a : null;
        if ((schema == "*" && ServerSchema.Is(other.schema)) || (other.schema == "*" && ServerSchema.Is(schema))) return null;
        return Part(schema, other.schema) is { } s && Part(table, other.table) is { } t && Part(column, other.column) is { } c ? $"{s}.{t}.{c}" : null;
    }

    /// <summary>As <see cref="CoversRelation"/>, where the schema may not be known: any will do.</summary>
    public bool MayCoverRelation(string? relationSchema, string name) => relationSchema is null ? Matches(table, name) : CoversRelation(relationSchema, name);

    /// <summary>Whether it covers a relation of that name in whichever schema it is.</summary>
    public bool CoversEverySchemaOf(string name) => schema == "*" && Matches(table, name);

    public bool CoversColumn(string name) => Matches(column, name);

    private static bool Matches(string pattern, string name) =>
        pattern == "*" || FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name, ignoreCase: true);
}
