using System.Collections.Frozen;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>Operators of the server's own that fail for no value of a column, so that no error can tell values apart.</summary>
internal static class TotalOperators
{
    private static readonly FrozenSet<string> comparing = new[] { "=", "<>", "!=", "<", ">", "<=", ">=" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> others = new[] { "->", "->>", "#>", "#>>", "@>", "<@", "&&", "^@" }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Compares(string name) => comparing.Contains(name);

    /// <summary>The operators that a word of the grammar runs.</summary>
    public static IEnumerable<string> Behind(string name, JsonElement expression) => name switch
    {
        "BETWEEN" or "BETWEEN SYMMETRIC" => [">=", "<="],
        "NOT BETWEEN" or "NOT BETWEEN SYMMETRIC" => ["<", ">"],
        _ => expression.Is("kind"u8, "AEXPR_NULLIF"u8) ? ["="] : [name],
    };

    public static bool IsTotal(string name, Flow left, Flow right, JsonElement expression)
    {
        if (name.EndsWith("BETWEEN", StringComparison.Ordinal) || name.EndsWith("BETWEEN SYMMETRIC", StringComparison.Ordinal) || comparing.Contains(name) || others.Contains(name)) return true;
        // Arrays of other shapes cannot be joined; texts always can.
        if (name == "||") return (left.IsText || left.IsConstant) && (right.IsText || right.IsConstant) && (left.IsText || right.IsText);
        // A pattern that ends in a lone backslash fails only where the text before it matches.
        return name is "~~" or "!~~" or "~~*" or "!~~*" && expression.Field("rexpr"u8).IsNode("A_Const"u8, out var pattern) && pattern.Field("sval"u8).Text("sval"u8) is { } text && !text.EndsWith('\\');
    }
}
