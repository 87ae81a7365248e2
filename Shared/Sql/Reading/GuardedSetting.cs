using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>
/// pg_dump sets one parameter only where the server has it: <c>SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings WHERE name = 'restrict_nonsystem_relation_kind'</c>.
/// There, and for that parameter alone, the WHERE says which one the column <c>name</c> is.
/// </summary>
internal static class GuardedSetting
{
    private const string Parameter = "restrict_nonsystem_relation_kind";

    /// <summary>What <c>set_config(name, ...)</c> sets in this query; null where that cannot be read.</summary>
    public static string? In(JsonElement select) => IsFromSettings(select) && IsNameEqual(select.Field("whereClause"u8)) ? Parameter : null;

    public static bool IsColumn(JsonElement node) => node.IsNode("ColumnRef"u8, out var column) && column.Items("fields"u8).Length == 1 && column.Field("fields"u8).Names() is ["name"];

    private static bool IsFromSettings(JsonElement select)
    {
        var from = select.Items("fromClause"u8);
        if (from.Length != 1 || select.Has("withClause"u8)) return false;
        foreach (var item in from.Elements)
        {
            if (item.IsNode("RangeVar"u8, out var table) && table.Is("relname"u8, "pg_settings"u8) && table.Text("schemaname"u8) is null or "pg_catalog") return true;
        }
        return false;
    }

    private static bool IsNameEqual(JsonElement condition) =>
        condition.IsNode("A_Expr"u8, out var equality) && equality.Is("kind"u8, "AEXPR_OP"u8) && equality.Field("name"u8).Names() is ["="] &&
        IsColumn(equality.Field("lexpr"u8)) && equality.Field("rexpr"u8).IsNode("A_Const"u8, out var constant) && constant.Field("sval"u8).Is("sval"u8, "restrict_nonsystem_relation_kind"u8);
}
