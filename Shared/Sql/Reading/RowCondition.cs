using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>Tells a condition that looks at the row from one that is the same for all rows (<c>true</c>, <c>1 = 1</c>, <c>id = 3 or true</c>).</summary>
internal static class RowCondition
{
    /// <summary>False for a missing condition too.</summary>
    public static bool DependsOnRow(JsonElement condition)
    {
        if (condition.IsNode("BoolExpr"u8, out var boolean))
        {
            // One constant side of an OR can make it true for every row.
            var isOr = boolean.Is("boolop"u8, "OR_EXPR"u8);
            foreach (var arm in boolean.Items("args"u8).Elements)
                if (DependsOnRow(arm) != isOr) return !isOr;
            return isOr;
        }
        return MentionsColumn(condition);
    }

    private static bool MentionsColumn(JsonElement node)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                    if (MentionsColumn(item)) return true;
                return false;
            case JsonValueKind.Object:
                foreach (var field in node.EnumerateObject())
                    if (field.NameEquals("ColumnRef"u8) || field.NameEquals("CurrentOfExpr"u8) || MentionsColumn(field.Value)) return true;
                return false;
            default:
                return false;
        }
    }
}
