using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>SELECT, its WITH and its set operations.</content>
internal sealed partial class LineageReader
{
    /// <summary>Rounds in which the columns of a recursive query settle: each adds a source to some column, or is the last.</summary>
    private const int RecursionRounds = 64;

    private ImmutableArray<RangeColumn> Select(JsonElement select, LineageScope? outer, Cte? ctes)
    {
        ctes = With(select, outer, ctes);
        if (select.Has("larg"u8)) return SetOperation(select, outer, ctes);
        if (select.Has("valuesLists"u8)) return Values(select, new LineageScope(outer, ctes));

        var scope = new LineageScope(outer, ctes);
        foreach (var item in select.Items("fromClause"u8).Elements) scope.Add(From(item, scope));
        Condition(select.Field("whereClause"u8), scope, "WHERE");
        NamedWindows(select, scope);
        var outputs = Targets(select.Items("targetList"u8), scope);
        Groups(select.Items("groupClause"u8), outputs, scope);
        Condition(select.Field("havingClause"u8), scope, "HAVING");
        Distinct(select, outputs, scope);
        Sorted(select, outputs, scope);
        Limits(select, scope);
        Into(select.Field("intoClause"u8), outputs);
        return outputs;
    }

    private ImmutableArray<RangeColumn> SetOperation(JsonElement select, LineageScope? outer, Cte? ctes)
    {
        var left = Select(select.Field("larg"u8), outer, ctes);
        var right = Select(select.Field("rarg"u8), outer, ctes);
        if (left.Length != right.Length) throw new UnprovenException("the sides of a set operation differ in their number of columns");
        if (!(select.Is("op"u8, "SETOP_UNION"u8) && select.Flag("all"u8)))
        {
            for (var i = 0; i < left.Length; i++)
            {
                UseAgainst(left[i].Flow, right[i].Flow, "a set operation");
                UseAgainst(right[i].Flow, left[i].Flow, "a set operation");
            }
        }
        ImmutableArray<RangeColumn> outputs = [.. left.Select((c, i) => new RangeColumn(c.Name, c.Flow.Either(right[i].Flow)))];
        var scope = new LineageScope(outer, ctes);
        Sorted(select, outputs, scope);
        Limits(select, scope);
        Into(select.Field("intoClause"u8), outputs);
        return outputs;
    }

    private ImmutableArray<RangeColumn> Values(JsonElement select, LineageScope scope)
    {
        List<Flow>? columns = null;
        foreach (var row in select.Items("valuesLists"u8).Elements)
        {
            var values = new List<Flow>();
            foreach (var value in (row.IsNode("List"u8, out var list) ? list.Items("items"u8) : new TreeList(row)).Elements) values.Add(Expression(value, scope).WithoutOrigin());
            if (columns is null) columns = values;
            else if (columns.Count != values.Count) throw new UnprovenException("VALUES lists differ in length");
            else for (var i = 0; i < values.Count; i++) columns[i] = columns[i].Either(values[i]);
        }
        ImmutableArray<RangeColumn> outputs = [.. (columns ?? []).Select((flow, i) => new RangeColumn($"column{i + 1}", flow))];
        Sorted(select, outputs, scope);
        Limits(select, scope);
        return outputs;
    }

    private ImmutableArray<RangeColumn> Targets(TreeList targets, LineageScope scope)
    {
        var outputs = ImmutableArray.CreateBuilder<RangeColumn>();
        foreach (var item in targets.Elements)
        {
            if (!item.IsNode("ResTarget"u8, out var target)) throw new UnprovenException("a target is not understood");
            var value = target.Field("val"u8);
            if (Star(value, scope) is { } columns)
            {
                outputs.AddRange(columns);
                continue;
            }
            outputs.Add(new RangeColumn(target.Text("name"u8) ?? OutputName.Of(value) ?? "?column?", Expression(value, scope)));
        }
        return outputs.ToImmutable();
    }

    /// <summary><c>*</c>, <c>t.*</c>, <c>(t).*</c>; null for anything else.</summary>
    private static IEnumerable<RangeColumn>? Star(JsonElement value, LineageScope scope)
    {
        if (value.IsNode("ColumnRef"u8, out var column))
        {
            var parts = column.Items("fields"u8);
            if (parts.Length == 0 || !IsStar(parts, parts.Length - 1)) return null;
            var names = column.Field("fields"u8).Names();
            return names.Count == 0 ? scope.Star : WholeColumns(names.Count > 1 ? names[^2] : null, names[^1], scope);
        }
        if (!value.IsNode("A_Indirection"u8, out var path) || !IsStar(path.Items("indirection"u8), path.Items("indirection"u8).Length - 1)) return null;
        if (path.Items("indirection"u8).Length == 1 && path.Field("arg"u8).IsNode("ColumnRef"u8, out var row) && row.Field("fields"u8).Names() is [var name] && scope.FindColumn(name) is null) return WholeColumns(null, name, scope);
        throw new UnprovenException("a star stands for the fields of a composite value");
    }

    private static ImmutableArray<RangeColumn> WholeColumns(string? schema, string name, LineageScope scope) => scope.FindRange(schema, name) switch
    {
        null => throw new UnprovenException($"{name} is not in FROM"),
        { Rest: not null } => throw new UnprovenException($"the columns of {name} are not known"),
        var range => range.Columns,
    };

    private static bool IsStar(TreeList parts, int index)
    {
        var at = 0;
        foreach (var part in parts.Elements)
            if (at++ == index) return part.IsNode("A_Star"u8, out _);
        return false;
    }

    private void NamedWindows(JsonElement select, LineageScope scope)
    {
        foreach (var item in select.Items("windowClause"u8).Elements)
            if (item.IsNode("WindowDef"u8, out var window) && window.Text("name"u8) is { } name) scope.Windows[name] = Window(window, scope);
    }

    private void Distinct(JsonElement select, ImmutableArray<RangeColumn> outputs, LineageScope scope)
    {
        foreach (var item in select.Items("distinctClause"u8).Elements)
        {
            if (!item.EnumerateObject().Any())
            {
                foreach (var output in outputs) Use(output.Flow, UseKind.Equality, "DISTINCT");
                return;
            }
            Use(Named(item, outputs, scope), UseKind.Equality, "DISTINCT ON");
        }
    }

    private void Sorted(JsonElement select, ImmutableArray<RangeColumn> outputs, LineageScope scope)
    {
        foreach (var item in select.Items("sortClause"u8).Elements)
        {
            if (!item.IsNode("SortBy"u8, out var sort)) throw new UnprovenException("an ORDER BY is not understood");
            var flow = Named(sort.Field("node"u8), outputs, scope);
            Use(flow, UseKind.Choice, "ORDER BY");
            if (sort.Items("useOp"u8).Length > 0 && catalogue.UserOperators.Contains(sort.Field("useOp"u8).Names() is [.., var op] ? op : "")) Use(flow, UseKind.Effect, "ORDER BY USING");
        }
    }

    /// <summary>ORDER BY and DISTINCT ON: a number or an output's name before anything of FROM (findTargetlistEntrySQL92 in parse_clause.c).</summary>
    private Flow Named(JsonElement item, ImmutableArray<RangeColumn> outputs, LineageScope scope)
    {
        if (Ordinal(item, outputs) is { } ordinal) return ordinal;
        if (BareName(item) is { } name && outputs.Where(o => o.Name == name).ToArray() is { Length: > 0 } named) return named.Select(n => n.Flow).Aggregate((a, b) => a.Either(b));
        return Expression(item, scope);
    }

    private static Flow? Ordinal(JsonElement item, ImmutableArray<RangeColumn> outputs)
    {
        if (!item.IsNode("A_Const"u8, out var constant) || !constant.Has("ival"u8)) return null;
        var number = constant.Field("ival"u8).Number("ival"u8);
        return number >= 1 && number <= outputs.Length ? outputs[number - 1].Flow : throw new UnprovenException("a column number is out of range");
    }

    private static string? BareName(JsonElement item) =>
        item.IsNode("ColumnRef"u8, out var column) && column.Items("fields"u8).Length == 1 && column.Field("fields"u8).Names() is [var name] ? name : null;

    private void Limits(JsonElement select, LineageScope scope)
    {
        Use(Optional(select.Field("limitCount"u8), scope), UseKind.Choice, "LIMIT");
        Use(Optional(select.Field("limitOffset"u8), scope), UseKind.Choice, "OFFSET");
    }

    private Flow Optional(JsonElement expression, LineageScope scope) => expression.ValueKind == JsonValueKind.Object ? Expression(expression, scope) : Flow.None;

    /// <summary>SELECT INTO and CREATE TABLE AS: a relation that is not there yet.</summary>
    private void Into(JsonElement into, ImmutableArray<RangeColumn> outputs)
    {
        if (into.ValueKind != JsonValueKind.Object) return;
        var relation = into.Field("rel"u8);
        var names = into.Field("colNames"u8).Names();
        for (var i = 0; i < outputs.Length; i++)
            stores.Add(new LineageStore(relation.Text("schemaname"u8), relation.Text("relname"u8) ?? "", i < names.Count ? names[i] : outputs[i].Name, null, outputs[i].Flow));
    }

    private ImmutableArray<RangeColumn> CreateTableAs(JsonElement create)
    {
        var outputs = Query(create.Field("query"u8), null, null);
        // A materialised view's definition stays in the catalogue, and its columns take their rules from there.
        if (!create.Is("objtype"u8, "OBJECT_MATVIEW"u8)) Into(create.Field("into"u8), outputs);
        return [];
    }

    /// <summary>The WITH clause, if any. Without RECURSIVE a query sees only the names before its own.</summary>
    private Cte? With(JsonElement statement, LineageScope? outer, Cte? ctes)
    {
        var with = statement.Field("withClause"u8);
        if (with.ValueKind != JsonValueKind.Object) return ctes;
        var isRecursive = with.Flag("recursive"u8);
        var waiting = new List<JsonElement>();
        foreach (var item in with.Items("ctes"u8).Elements)
            if (item.IsNode("CommonTableExpr"u8, out var cte)) waiting.Add(cte);
        foreach (var cte in waiting)
        {
            var name = cte.Text("ctename"u8) ?? "";
            if (cte.Has("search_clause"u8) || cte.Has("cycle_clause"u8)) throw new UnprovenException("SEARCH and CYCLE are not followed");
            if (isRecursive && RefersForward(cte, name, waiting)) throw new UnprovenException($"{name} refers to a query after it");
            var columns = isRecursive && IsRecursion(cte, name) ? Recursive(cte, name, outer, ctes) : Renamed(Query(cte.Field("ctequery"u8), outer, ctes), cte.Field("aliascolnames"u8).Names());
            ctes = new Cte(name, columns, ctes);
        }
        return ctes;
    }

    private static bool IsRecursion(JsonElement cte, string name) => cte.Field("ctequery"u8).IsNode("SelectStmt"u8, out var select) && select.Has("larg"u8) && Mentions(select, name);

    private static bool RefersForward(JsonElement cte, string name, List<JsonElement> all)
    {
        var after = all.SkipWhile(c => c.Text("ctename"u8) != name).Skip(1).Select(c => c.Text("ctename"u8) ?? "");
        return after.Any(other => Mentions(cte.Field("ctequery"u8), other));
    }

    /// <summary>Whether a relation of that name stands anywhere below.</summary>
    private static bool Mentions(JsonElement node, string name) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().Any(n => Mentions(n, name)),
        JsonValueKind.Object => (node.Is("relname"u8, System.Text.Encoding.UTF8.GetBytes(name)) && node.Text("schemaname"u8) is null) || node.EnumerateObject().Any(f => Mentions(f.Value, name)),
        _ => false,
    };

    /// <summary>The columns of a recursive query are those of its first part, and whatever the second adds to them, until nothing new comes.</summary>
    private ImmutableArray<RangeColumn> Recursive(JsonElement cte, string name, LineageScope? outer, Cte? ctes)
    {
        cte.Field("ctequery"u8).IsNode("SelectStmt"u8, out var select);
        ctes = With(select, outer, ctes);
        if (select.Has("sortClause"u8) || select.Has("limitCount"u8) || select.Has("limitOffset"u8)) throw new UnprovenException("a recursive query is sorted or limited");
        var names = cte.Field("aliascolnames"u8).Names();
        var first = Renamed(Select(select.Field("larg"u8), outer, ctes), names);
        ImmutableArray<RangeColumn> settled = [.. first.Select(c => c with { Flow = c.Flow.WithoutOrigin() })];
        for (var round = 0; round < RecursionRounds; round++)
        {
            var (usesBefore, storesBefore, comparandsBefore) = (uses.Count, stores.Count, comparands.Count);
            var second = Select(select.Field("rarg"u8), outer, new Cte(name, settled, ctes));
            if (second.Length != settled.Length) throw new UnprovenException("the sides of a recursive query differ in their number of columns");
            ImmutableArray<RangeColumn> next = [.. settled.Select((c, i) => c with { Flow = c.Flow.Either(second[i].Flow) })];
            if (next.Zip(settled).All(p => p.First.Flow.Sources.SetEquals(p.Second.Flow.Sources) && p.First.Flow.IsCopy == p.Second.Flow.IsCopy && p.First.Flow.IsMade == p.Second.Flow.IsMade && p.First.Flow.IsUnknown == p.Second.Flow.IsUnknown && p.First.Flow.IsText == p.Second.Flow.IsText))
            {
                if (!select.Flag("all"u8)) foreach (var column in next) Use(column.Flow, UseKind.Equality, "a recursive UNION");
                return next;
            }
            uses.RemoveRange(usesBefore, uses.Count - usesBefore);
            stores.RemoveRange(storesBefore, stores.Count - storesBefore);
            comparands.RemoveRange(comparandsBefore, comparands.Count - comparandsBefore);
            settled = next;
        }
        throw new UnprovenException("a recursive query's columns do not settle");
    }

    private static ImmutableArray<RangeColumn> Renamed(ImmutableArray<RangeColumn> columns, List<string> names)
    {
        if (names.Count > columns.Length) throw new UnprovenException("more column names than columns");
        return [.. columns.Select((c, i) => i < names.Count ? c with { Name = names[i] } : c)];
    }
}
