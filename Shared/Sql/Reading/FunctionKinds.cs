using System.Collections.Frozen;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>Functions that are statements in another dress: a rule on the statement's kind must see them.</summary>
internal static class FunctionKinds
{
    /// <summary>They run text, a table or a cursor that is named in a value, or hand out what any session wrote.</summary>
    private static readonly FrozenSet<string> runAnything = FrozenSet.Create(StringComparer.Ordinal,
        "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema", "cursor_to_xml", "cursor_to_xmlschema",
        "table_to_xml", "table_to_xmlschema", "table_to_xml_and_xmlschema", "schema_to_xml", "schema_to_xmlschema", "schema_to_xml_and_xmlschema",
        "database_to_xml", "database_to_xmlschema", "database_to_xml_and_xmlschema", "ts_stat",
        "pg_logical_slot_get_changes", "pg_logical_slot_peek_changes", "pg_logical_slot_get_binary_changes", "pg_logical_slot_peek_binary_changes",
        // Extensions that come with PostgreSQL; the last reads a table that is named in a value.
        "dblink", "dblink_exec", "dblink_open", "dblink_send_query", "crosstab", "crosstab2", "crosstab3", "crosstab4", "crosstabn", "connectby", "xpath_table", "get_raw_page");

    private static readonly FrozenDictionary<string, SqlKinds> others = new Dictionary<string, SqlKinds>(StringComparer.Ordinal)
    {
        ["pg_notify"] = SqlKinds.Notify,
        ["set_config"] = SqlKinds.Set,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Runs a text, a table or a cursor that is named in a value.</summary>
    public static bool RunsText(string name) => runAnything.Contains(name) || name is "ts_rewrite";

    public static SqlKinds Of(string? schema, string name, int arguments)
    {
        if (runAnything.Contains(name) || schema is "cron") return SqlKinds.Opaque;
        // With three arguments it only computes; with two the second is a query.
        if (name is "ts_rewrite" && arguments == 2) return SqlKinds.Opaque;
        return others.GetValueOrDefault(name);
    }
}
