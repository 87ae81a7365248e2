using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>Output columns that GROUP BY, ORDER BY or DISTINCT ON name by number.</summary>
internal readonly struct OrdinalColumns
{
    private readonly List<int>? numbers;

    public OrdinalColumns(JsonElement select)
    {
        var found = new List<int>();
        foreach (var clause in (ReadOnlySpan<JsonElement>)[select.Field("groupClause"u8), select.Field("sortClause"u8), select.Field("distinctClause"u8)]) Gather(clause, found);
        numbers = found.Count > 0 ? found : null;
    }

    public bool Any => numbers is not null;

    /// <summary>A star before it makes the count uncertain: then every column may be meant.</summary>
    public bool Contains(int number, TreeList targets) => numbers is not null && (numbers.Contains(number) || HasStar(targets));

    private static void Gather(JsonElement items, List<int> found)
    {
        foreach (var item in new TreeList(items).Elements)
        {
            var value = item.IsNode("SortBy"u8, out var sort) ? sort.Field("node"u8) : item;
            if (value.IsNode("GroupingSet"u8, out var set)) Gather(set.Field("content"u8), found);
            else if (value.IsNode("RowExpr"u8, out var row)) Gather(row.Field("args"u8), found);
            else if (value.IsNode("A_Const"u8, out var constant) && constant.Has("ival"u8)) found.Add(constant.Field("ival"u8).Number("ival"u8));
        }
    }

    private static bool HasStar(TreeList targets)
    {
        foreach (var item in targets.Elements)
        {
            if (!item.IsNode("ResTarget"u8, out var target)) continue;
            var value = target.Field("val"u8);
            var parts = value.IsNode("ColumnRef"u8, out var column) ? column.Items("fields"u8) : value.IsNode("A_Indirection"u8, out var path) ? path.Items("indirection"u8) : default;
            foreach (var part in parts.Elements)
                if (part.IsNode("A_Star"u8, out _)) return true;
        }
        return false;
    }
}
