using System.Collections.Frozen;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Columns of the server's own relations, and of well-known extensions', that show what other relations hold, what other sessions send, or credentials. Masked for callers whom column rules concern.</summary>
internal static class SensitiveRelations
{
    private static readonly string[] everything = [];

    private static readonly FrozenDictionary<string, string[]> relations = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        // Most common values and histogram bounds: samples of every column.
        ["pg_statistic"] = ["stawidth", "stadistinct", "stavalues1", "stavalues2", "stavalues3", "stavalues4", "stavalues5", "stanumbers1", "stanumbers2", "stanumbers3", "stanumbers4", "stanumbers5"],
        ["pg_statistic_ext_data"] = everything,
        ["pg_stats"] = ["avg_width", "n_distinct", "correlation", "most_common_vals", "most_common_freqs", "histogram_bounds", "most_common_elems", "most_common_elem_freqs", "elem_count_histogram"],
        ["pg_stats_ext"] = everything,
        ["pg_stats_ext_exprs"] = everything,
        // Large objects, whatever column refers to them.
        ["pg_largeobject"] = ["data"],
        // Statements of other sessions, with their literals.
        ["pg_stat_activity"] = ["query"],
        ["pg_prepared_statements"] = ["statement"],
        ["pg_cursors"] = ["statement"],
        ["pg_stat_statements"] = ["query"],
        ["pg_stat_monitor"] = everything,
        ["pg_store_plans"] = everything,
        ["pg_qualstats"] = everything,
        // Password hashes and credentials of foreign servers and subscriptions.
        ["pg_authid"] = ["rolpassword"],
        ["pg_shadow"] = ["passwd"],
        ["pg_user_mapping"] = ["umoptions"],
        ["pg_user_mappings"] = ["umoptions"],
        ["pg_foreign_server"] = ["srvoptions"],
        ["pg_subscription"] = ["subconninfo"],
        ["user_mapping_options"] = ["option_value"],
        ["_pg_user_mappings"] = everything,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Columns of them that hold samples of other relations' values: in a predicate they are an oracle like the column itself.</summary>
    private static readonly FrozenSet<string> samples = new[]
    {
        "avg_width", "n_distinct", "correlation", "stawidth", "stadistinct", "stanumbers1", "stanumbers2", "stanumbers3", "stanumbers4", "stanumbers5", "most_common_vals", "most_common_freqs", "most_common_elems", "most_common_elem_freqs", "elem_count_histogram", "histogram_bounds",
        "stavalues1", "stavalues2", "stavalues3", "stavalues4", "stavalues5", "stxdmcv", "stxdexpr", "data", "chunk_data", "query", "statement",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>By name in any schema; the out-of-line storage of every table is in pg_toast.</summary>
    public static bool Contains(string? schema, string name) => relations.ContainsKey(name) || IsToast(schema, name);

    /// <summary>Whether a column of such a relation is masked.</summary>
    public static bool Shows(string? schema, string name, string column) => IsToast(schema, name) || (relations.TryGetValue(name, out var columns) && (columns.Length == 0 || columns.Contains(column, StringComparer.Ordinal)));

    public static bool HoldsSamples(string column) => samples.Contains(column);

    private static bool IsToast(string? schema, string name) => schema == "pg_toast" || name.StartsWith("pg_toast_", StringComparison.Ordinal);
}
