using System.Collections.Frozen;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Relations of the server and of well-known extensions that show what other relations hold, what other sessions send, or credentials. For callers with column rules they are masked whole.</summary>
internal static class SensitiveRelations
{
    private static readonly FrozenSet<string> names = new[]
    {
        // Most common values and histogram bounds: samples of every column.
        "pg_statistic", "pg_statistic_ext_data", "pg_stats", "pg_stats_ext", "pg_stats_ext_exprs",
        // Large objects, whatever column refers to them.
        "pg_largeobject",
        // Statements of other sessions, with their literals.
        "pg_stat_activity", "pg_prepared_statements", "pg_cursors", "pg_stat_statements", "pg_stat_monitor", "pg_store_plans", "pg_qualstats",
        // Password hashes and credentials of foreign servers and subscriptions.
        "pg_authid", "pg_shadow", "pg_user_mapping", "pg_user_mappings", "pg_foreign_server", "pg_subscription", "user_mapping_options", "_pg_user_mappings",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Columns of them that hold samples of other relations' values: in a predicate they are an oracle like the column itself.</summary>
    private static readonly FrozenSet<string> samples = new[]
    {
        "most_common_vals", "most_common_elems", "histogram_bounds", "stavalues1", "stavalues2", "stavalues3", "stavalues4", "stavalues5", "stxdmcv", "stxdexpr", "data",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>By name in any schema; the out-of-line storage of every table is in pg_toast.</summary>
    public static bool Contains(string? schema, string name) => names.Contains(name) || schema == "pg_toast" || name.StartsWith("pg_toast_", StringComparison.Ordinal);

    public static bool HoldsSamples(string column) => samples.Contains(column);
}
