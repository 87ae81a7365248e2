using System.Collections.Frozen;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>Functions of the server's own that only compute, and fail for no value of a column. All others count as ones that may fail for some, or carry a value elsewhere.</summary>
internal static class PureFunctions
{
    /// <summary>Texts in, text out.</summary>
    private static readonly FrozenSet<string> texts = new[]
    {
        "lower", "upper", "initcap", "concat", "concat_ws", "reverse", "md5", "quote_ident", "quote_literal", "quote_nullable", "string_agg", "to_json", "to_jsonb",
        "btrim", "ltrim", "rtrim", "replace", "translate",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first argument may be anything; a column's value in the others could be a length or position that fails.</summary>
    private static readonly FrozenSet<string> cutting = new[] { "substr", "substring", "left", "right", "lpad", "rpad", "split_part", "overlay", "round", "trunc", "lag", "lead", "nth_value" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> others = new[]
    {
        "length", "char_length", "character_length", "octet_length", "bit_length", "strpos", "position", "starts_with", "ascii",
        "sha224", "sha256", "sha384", "sha512",
        "row_to_json", "array_to_json", "json_agg", "jsonb_agg", "array_agg", "json_build_array", "jsonb_build_array", "json_build_object", "jsonb_build_object",
        "json_strip_nulls", "jsonb_strip_nulls", "json_typeof", "jsonb_typeof", "jsonb_pretty", "xmlagg",
        "min", "max", "sum", "avg", "bool_and", "bool_or", "every", "mode", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp",
        "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "first_value", "last_value",
        "age", "num_nulls", "num_nonnulls", "cardinality", "array_length", "array_ndims", "array_lower", "array_upper", "to_tsvector", "pg_typeof", "pg_column_size", "coalesce", "abs", "sign", "ceil", "ceiling", "floor",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first argument says what is wanted, the next is the value.</summary>
    private static readonly FrozenSet<string> asking = new[] { "date_trunc", "date_part", "extract", "format" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is taken from the order of an aggregate: the arguments are shares of it.</summary>
    private static readonly FrozenSet<string> shares = new[] { "percentile_disc", "percentile_cont" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Rows or values that are not NULL are counted; that a value is NULL is no secret.</summary>
    public static bool CountsOnly(string name) => name is "count" or "pg_typeof" or "num_nulls" or "num_nonnulls";

    public static bool GivesText(string name) => name is not ("to_json" or "to_jsonb") && (texts.Contains(name) || name is "substr" or "substring" or "left" or "right" or "lpad" or "rpad" or "split_part" or "overlay");

    public static bool IsTotal(string name, IReadOnlyList<Flow> arguments) =>
        texts.Contains(name) || others.Contains(name)
        || (cutting.Contains(name) && arguments.Skip(1).All(a => a.IsConstant))
        || (asking.Contains(name) && arguments.Count > 0 && arguments[0].IsConstant)
        || (shares.Contains(name) && arguments.All(a => a.IsConstant));
}
