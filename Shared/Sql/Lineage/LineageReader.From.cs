using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>FROM: relations, CTEs, subqueries, functions, joins.</content>
internal sealed partial class LineageReader
{
    /// <param name="scope">The query's own level, with the items to the left: what LATERAL and functions see.</param>
    private FromItem From(JsonElement item, LineageScope scope)
    {
        if (item.IsNode("RangeVar"u8, out var relation)) return FromItem.Of(Relation(relation, scope.Ctes));
        if (item.IsNode("RangeSubselect"u8, out var subquery)) return FromItem.Of(Subquery(subquery, scope));
        if (item.IsNode("RangeFunction"u8, out var function)) return FromItem.Of(Function(function, scope));
        if (item.IsNode("RangeTableFunc"u8, out var table)) return FromItem.Of(TableFunction(table, scope));
        if (item.IsNode("RangeTableSample"u8, out var sample)) return Sample(sample, scope);
        if (item.IsNode("JoinExpr"u8, out var join)) return Join(join, scope);
        throw new UnprovenException("an item of FROM is not understood");
    }

    private Range Relation(JsonElement relation, Cte? ctes)
    {
        var schema = relation.Text("schemaname"u8);
        var name = relation.Text("relname"u8) ?? "";
        var alias = relation.Field("alias"u8);
        if (schema is null && Cte.Find(ctes, name) is { } cte) return Aliased(alias, name, cte.Columns);
        var relations = Relations(schema, name);
        return Aliased(alias, name, RelationColumns(relations)) with { Schema = alias.Text("aliasname"u8) is null ? schema : null, Table = relations.Length == 1 ? relations[0] : null };
    }

    private static Range Aliased(JsonElement alias, string? name, ImmutableArray<RangeColumn> columns) =>
        new(null, alias.Text("aliasname"u8) ?? name, Renamed(columns, alias.Field("colnames"u8).Names()));

    private Range Subquery(JsonElement subquery, LineageScope scope)
    {
        var outer = subquery.Flag("lateral"u8) ? scope : scope.Outer;
        return Aliased(subquery.Field("alias"u8), null, Query(subquery.Field("subquery"u8), outer, scope.Ctes));
    }

    /// <summary>Functions in FROM see what stands to their left. Their arguments decide how many rows there are.</summary>
    private Range Function(JsonElement range, LineageScope scope)
    {
        var columns = ImmutableArray.CreateBuilder<RangeColumn>();
        Flow? rest = null;
        var isRows = range.Items("functions"u8).Length > 1 || range.Flag("is_rowsfrom"u8);
        var alias = range.Field("alias"u8);
        var called = alias.Text("aliasname"u8);
        foreach (var item in range.Items("functions"u8).Elements)
        {
            // Each is a list of the call and its own column definitions.
            var call = default(JsonElement);
            var definitions = range.Field("coldeflist"u8);
            var at = 0;
            foreach (var part in (item.IsNode("List"u8, out var list) ? list.Items("items"u8) : new TreeList(item)).Elements)
            {
                if (at++ == 0) call = part;
                else if (part.IsNode("List"u8, out var own)) definitions = own.Field("items"u8);
            }
            // What a function reads decides by itself how many rows there are: nothing of the caller's hangs on it but the arguments.
            var given = Flow.None;
            var flow = call.IsNode("FuncCall"u8, out var function) ? Call(function, scope, out given) : given = Expression(call, scope);
            Use(given, UseKind.Choice, "a function in FROM");
            var name = function.ValueKind == JsonValueKind.Object && function.Field("funcname"u8).Names() is [.., var last] ? last : OutputName.Of(call);
            var value = flow.Derived();
            if (new TreeList(definitions).Length > 0)
            {
                foreach (var definition in new TreeList(definitions).Elements)
                    if (definition.IsNode("ColumnDef"u8, out var column)) columns.Add(new RangeColumn(column.Text("colname"u8) ?? "", value));
            }
            else if (name is "unnest" && function.Items("args"u8).Length > 1)
            {
                for (var i = 0; i < function.Items("args"u8).Length; i++) columns.Add(new RangeColumn("unnest", value));
            }
            else if (name is not null && function.ValueKind == JsonValueKind.Object && catalogue.FunctionColumns(name) is { } shape)
            {
                if (shape.IsEmpty) rest = (rest ?? Flow.None).And(value).Derived();
                else if (shape is [""]) columns.Add(new RangeColumn(isRows ? name : called ?? name, value));
                else if (catalogue.FlowsOf(name, shape.Length) is { IsDefault: false } own) columns.AddRange(shape.Select((column, i) => new RangeColumn(column, own[i].And(given).Derived())));
                else foreach (var column in shape) columns.Add(new RangeColumn(column, value));
            }
            else
            {
                // Anything: one column called like the function or its alias, or many.
                rest = (rest ?? Flow.None).And(value).Derived();
            }
        }
        if (rest is not null && (isRows || columns.Count > 0)) throw new UnprovenException("the columns of ROWS FROM are not known");
        if (range.Flag("ordinality"u8))
        {
            if (rest is not null) throw new UnprovenException("the columns of a function with ordinality are not known");
            columns.Add(new RangeColumn("ordinality", Flow.None));
        }
        var names = alias.Field("colnames"u8).Names();
        var made = new Range(null, called ?? (columns.Count > 0 || rest is not null ? FirstName(range) : null), rest is null ? Renamed(columns.ToImmutable(), names) : [.. names.Select(n => new RangeColumn(n, rest))], rest);
        return made;
    }

    private static string? FirstName(JsonElement range)
    {
        foreach (var item in range.Items("functions"u8).Elements)
            foreach (var part in (item.IsNode("List"u8, out var list) ? list.Items("items"u8) : new TreeList(item)).Elements)
                return part.IsNode("FuncCall"u8, out var call) && call.Field("funcname"u8).Names() is [.., var name] ? name : OutputName.Of(part);
        return null;
    }

    /// <summary>XMLTABLE.</summary>
    private Range TableFunction(JsonElement table, LineageScope scope)
    {
        var flow = Optional(table.Field("docexpr"u8), scope).And(Optional(table.Field("rowexpr"u8), scope));
        foreach (var item in table.Items("namespaces"u8).Elements) flow = flow.And(Expression(item.IsNode("ResTarget"u8, out var space) ? space.Field("val"u8) : item, scope));
        var columns = ImmutableArray.CreateBuilder<RangeColumn>();
        var whole = flow.Derived();
        foreach (var item in table.Items("columns"u8).Elements)
        {
            if (!item.IsNode("RangeTableFuncCol"u8, out var column)) throw new UnprovenException("a column of XMLTABLE is not understood");
            var own = Optional(column.Field("colexpr"u8), scope).And(Optional(column.Field("coldefexpr"u8), scope));
            columns.Add(new RangeColumn(column.Text("colname"u8) ?? "", column.Flag("for_ordinality"u8) ? Flow.None : whole.And(own).Derived()));
            whole = whole.And(own).Derived();
        }
        Use(whole, UseKind.Failure, "XMLTABLE");
        return Aliased(table.Field("alias"u8), null, columns.ToImmutable());
    }

    private FromItem Sample(JsonElement sample, LineageScope scope)
    {
        var item = From(sample.Field("relation"u8), scope);
        foreach (var argument in sample.Items("args"u8).Elements) Use(Expression(argument, scope), UseKind.Choice, "TABLESAMPLE");
        Use(Optional(sample.Field("repeatable"u8), scope), UseKind.Choice, "TABLESAMPLE");
        return item;
    }

    private FromItem Join(JsonElement join, LineageScope scope)
    {
        var left = From(join.Field("larg"u8), scope);
        // The right side sees the left one only by LATERAL: as if it were an item before.
        var beside = new LineageScope(scope.Outer, scope.Ctes);
        foreach (var item in scope.Items) beside.Add(item);
        beside.Add(left);
        var right = From(join.Field("rarg"u8), beside);
        var merged = MergedNames(join, left, right);
        var (columns, uncommon) = Merge(merged, left, right, join.Is("jointype"u8, "JOIN_RIGHT"u8), join.Is("jointype"u8, "JOIN_FULL"u8));

        if (join.Has("quals"u8))
        {
            var on = new LineageScope(scope.Outer, scope.Ctes);
            on.Add(new FromItem([.. left.Ranges, .. right.Ranges], [.. left.Columns, .. right.Columns], left.Rest ?? right.Rest));
            Condition(join.Field("quals"u8), on, "JOIN");
        }
        ImmutableArray<RangeColumn> all = [.. columns, .. uncommon];
        var rest = left.Rest ?? right.Rest;
        if (join.Field("alias"u8).Text("aliasname"u8) is not null)
        {
            if (rest is not null) throw new UnprovenException("a join under an alias has columns that are not known");
            return FromItem.Of(Aliased(join.Field("alias"u8), null, all));
        }
        var ranges = left.Ranges.AddRange(right.Ranges);
        if (join.Field("join_using_alias"u8).Text("aliasname"u8) is { } usingAlias) ranges = ranges.Add(new Range(null, usingAlias, columns));
        return new FromItem(ranges, all, rest);
    }

    private static List<string> MergedNames(JsonElement join, FromItem left, FromItem right)
    {
        if (!join.Flag("isNatural"u8)) return join.Field("usingClause"u8).Names();
        if (left.Rest is not null || right.Rest is not null) throw new UnprovenException("a natural join has columns that are not known");
        return [.. left.Columns.Select(c => c.Name).Where(n => right.Columns.Any(c => c.Name == n))];
    }

    private (ImmutableArray<RangeColumn> Merged, ImmutableArray<RangeColumn> Others) Merge(List<string> names, FromItem left, FromItem right, bool isRight, bool isFull)
    {
        var merged = ImmutableArray.CreateBuilder<RangeColumn>();
        foreach (var name in names)
        {
            var (l, r) = (One(left, name), One(right, name));
            UseAgainst(l, r, "JOIN");
            UseAgainst(r, l, "JOIN");
            merged.Add(new RangeColumn(name, isFull ? l.Either(r) : isRight ? r.Merged(l) : l.Merged(r)));
        }
        return (merged.ToImmutable(), [.. left.Columns.Concat(right.Columns).Where(c => !names.Contains(c.Name, StringComparer.Ordinal))]);
    }

    private static Flow One(FromItem side, string name)
    {
        var found = side.Columns.Where(c => c.Name == name).ToArray();
        return found.Length == 1 && side.Rest is null ? found[0].Flow : throw new UnprovenException($"column {name} of a join is not one column");
    }
}
