using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>GROUP BY.</content>
internal sealed partial class LineageReader
{
    /// <summary>Beside a table's whole primary key its other columns make no group that the key does not make: programs list them because the standard asks for it, and the planner leaves them out.</summary>
    private void Groups(TreeList items, ImmutableArray<RangeColumn> outputs, LineageScope scope)
    {
        var named = new List<(Range Range, short Number)>();
        foreach (var item in items.Elements)
            if (ColumnOfTable(item, scope) is { } column) named.Add(column);
        foreach (var item in items.Elements)
        {
            var hangsOnKey = ColumnOfTable(item, scope) is var (range, number) && range.Table!.Key is { IsEmpty: false } key && !key.Contains(number) && key.All(k => named.Any(n => ReferenceEquals(n.Range, range) && n.Number == k));
            if (!hangsOnKey) Group(item, outputs, scope);
        }
    }

    /// <summary>An input column before an output's name, a number is an output.</summary>
    private void Group(JsonElement item, ImmutableArray<RangeColumn> outputs, LineageScope scope)
    {
        if (item.IsNode("GroupingSet"u8, out var set))
        {
            foreach (var part in set.Items("content"u8).Elements) Group(part, outputs, scope);
            return;
        }
        if (item.IsNode("RowExpr"u8, out var row))
        {
            foreach (var part in row.Items("args"u8).Elements) Group(part, outputs, scope);
            return;
        }
        if (Ordinal(item, outputs) is { } ordinal) Use(ordinal, UseKind.Equality, "GROUP BY");
        else if (BareName(item) is { } name && outputs.Where(o => o.Name == name).ToArray() is { Length: > 0 } named)
        {
            // Which of the two the server takes hangs on the level that has the column.
            foreach (var output in named) Use(output.Flow, UseKind.Equality, "GROUP BY");
            if (scope.FindColumn(name) is { } column) Use(column, UseKind.Equality, "GROUP BY");
        }
        else
        {
            Use(Expression(item, scope), UseKind.Equality, "GROUP BY");
        }
    }

    /// <summary>The table of this level's FROM, and the column of it, that a name surely means; null for anything else.</summary>
    private static (Range Range, short Number)? ColumnOfTable(JsonElement item, LineageScope scope)
    {
        if (!item.IsNode("ColumnRef"u8, out var reference)) return null;
        var names = reference.Field("fields"u8).Names();
        if (names.Count < reference.Items("fields"u8).Length || (names.Count == 1 && scope.Items.Any(i => i.Rest is not null))) return null;
        (Range Range, short Number)? found = null;
        foreach (var range in scope.Items.SelectMany(i => i.Ranges))
        {
            if (names.Count > 1 && (range.Name != names[^2] || (names.Count > 2 && range.Schema != names[^3]))) continue;
            for (var at = 0; at < range.Columns.Length; at++)
            {
                if (range.Columns[at].Name != names[^1]) continue;
                if (found is not null || range.Table is null || range.Columns.Length != range.Table.Columns.Length) return null;
                found = (range, range.Table.Columns[at].Number);
            }
        }
        return found;
    }
}
