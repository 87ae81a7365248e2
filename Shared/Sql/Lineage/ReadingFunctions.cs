using System.Collections.Frozen;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>Functions whose answer can hold what their statement does not name. What they give back is masked for callers with column rules.</summary>
internal static class ReadingFunctions
{
    private static readonly FrozenSet<string> names = new[]
    {
        // Run a query, or read a table, given as text.
        "ts_stat", "ts_rewrite",
        // Large objects.
        "lo_get", "loread", "lo_open", "lo_export",
        // Statements, cursors and messages of sessions.
        "pg_cursor", "pg_prepared_statement", "pg_prepared_xact",
        // The statement as the target got it.
        "current_query",
        // Samples of columns, taken out of statistics.
        "pg_mcv_list_items",
        // Bodies of what was written, and the transaction log.
        "pg_get_replication_slots", "pg_show_replication_origin_status",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] families =
    [
        // query_to_xml, query_to_xml_and_xmlschema, table_to_xmlschema, ...: run a query or read whole tables.
        "query_to_xml", "table_to_xml", "schema_to_xml", "database_to_xml", "cursor_to_xml",
        // Another connection's data.
        "dblink",
        // Files of the server, the data directory among them.
        "pg_read_", "pg_ls_",
        // What other sessions run, by process.
        "pg_stat_get_activity", "pg_stat_get_backend_activity",
        // Decoded rows of every table.
        "pg_logical_slot_",
    ];

    /// <summary>True also for every function that is not certainly the server's own: it may run anything.</summary>
    public static bool MayRead(SqlFunction function, TargetCatalogue catalogue) =>
        IsForeign(function, catalogue) || Contains(function.Name);

    public static bool Contains(string name) => names.Contains(name) || Array.Exists(families, f => name.StartsWith(f, StringComparison.Ordinal));

    /// <summary>A function that somebody wrote, or that the catalogue does not know. A bare name can mean one in any schema, whatever search_path says now.</summary>
    public static bool IsForeign(SqlFunction function, TargetCatalogue catalogue) => function.Schema switch
    {
        null => !catalogue.BuiltinFunctions.Contains(function.Name) || catalogue.UserFunctions.Contains(function.Name),
        "pg_catalog" or "information_schema" => !catalogue.BuiltinFunctions.Contains(function.Name),
        _ => true,
    };
}
