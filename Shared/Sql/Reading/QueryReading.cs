using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>SELECT, its FROM and its WITH.</content>
internal sealed partial class StatementReader
{
    private void Select(JsonElement select, ReadScope scope)
    {
        kinds |= SqlKinds.Select;
        SelectBody(select, scope);
    }

    /// <summary>All of a SELECT or VALUES but its kind: the rows of INSERT ... VALUES are none that are selected.</summary>
    private void SelectBody(JsonElement select, ReadScope scope)
    {
        scope = With(select, scope with { Access = SqlAccess.Read });
        var outputs = scope;
        if (select.Field("intoClause"u8) is { ValueKind: JsonValueKind.Object } into)
        {
            Into(into);
            outputs = outputs with { Place = SqlColumnPlace.Source };
        }
        var isSetOperation = select.Has("larg"u8);
        var ordinals = new OrdinalColumns(select);
        if ((isSetOperation && !(select.Is("op"u8, "SETOP_UNION"u8) && select.Flag("all"u8))) || IsPlainDistinct(select) || (isSetOperation && ordinals.Any)) outputs = outputs.AndPredicate;

        // A set operation takes both sides as they come: which column of which side meets which is not followed.
        if (isSetOperation)
        {
            var first = columns.Count;
            Select(select.Field("larg"u8), outputs);
            Select(select.Field("rarg"u8), outputs);
            NamedByFirst(select, first);
        }
        Node(select.Field("fromClause"u8), scope);
        var around = guardedSetting;
        guardedSetting = GuardedSetting.In(select);
        Targets(select.Items("targetList"u8), outputs, ordinals);
        guardedSetting = around;
        var values = columns.Count;
        Node(select.Field("valuesLists"u8), outputs);
        if (columns.Count > values) NamedByFirst(select, values);
        foreach (var clause in (ReadOnlySpan<JsonElement>)[select.Field("whereClause"u8), select.Field("groupClause"u8), select.Field("havingClause"u8), select.Field("windowClause"u8),
            select.Field("sortClause"u8), select.Field("distinctClause"u8), select.Field("limitOffset"u8), select.Field("limitCount"u8)])
            Node(clause, scope.AsPredicate);
    }

    /// <summary>The columns of a set operation are called as its first query calls them, those of VALUES <c>column1</c> and so on, and each may be any that was read since <paramref name="first"/>.</summary>
    private void NamedByFirst(JsonElement select, int first)
    {
        while (select.Has("larg"u8)) select = select.Field("larg"u8);
        foreach (var item in select.Items("targetList"u8).Elements)
        {
            if (!item.IsNode("ResTarget"u8, out var target)) continue;
            if ((target.Text("name"u8) ?? OutputName.Of(target.Field("val"u8))) is { } name) derived.Add(name, columns, first);
            else derived.AddUnnamed(columns, first);
        }
        foreach (var row in select.Items("valuesLists"u8).Elements)
        {
            var width = row.IsNode("List"u8, out var list) ? list.Items("items"u8).Length : 0;
            for (var number = 1; number <= width; number++) derived.Add($"column{number}", columns, first);
            break;
        }
    }

    /// <summary>DISTINCT compares whole rows; the parser marks it by a list of one empty node.</summary>
    private static bool IsPlainDistinct(JsonElement select)
    {
        foreach (var item in select.Items("distinctClause"u8).Elements) return !item.EnumerateObject().Any();
        return false;
    }

    /// <summary>A target list or RETURNING: each value, and the name by which others may ask for it.</summary>
    private void Targets(TreeList targets, ReadScope scope, OrdinalColumns ordinals)
    {
        var number = 0;
        foreach (var item in targets.Elements)
        {
            number++;
            if (!item.IsNode("ResTarget"u8, out var target)) continue;
            var value = target.Field("val"u8);
            var first = columns.Count;
            Node(value, ordinals.Contains(number, targets) ? scope.AndPredicate : scope);
            if ((target.Text("name"u8) ?? OutputName.Of(value)) is { } name) derived.Add(name, columns, first);
        }
    }

    private void RangeVar(JsonElement range, ReadScope scope)
    {
        if (range.Text("relname"u8) is not { } name) return;
        var schema = range.Text("schemaname"u8);
        var isCte = schema is null && scope.Access == SqlAccess.Read && CteName.IsIn(scope.Ctes, name);
        if (!isCte) tables.Add(new SqlTable(schema, name, scope.Access));
        var alias = range.Field("alias"u8);
        var called = alias.Text("aliasname"u8);
        if (called is not null) (isCte ? derivedNames : aliases).Add(called);
        derived.AddRange(called ?? name);
        foreach (var column in alias.Field("colnames"u8).Names()) derived.AddStar(column, called ?? name);
    }

    private void RangeSubselect(JsonElement range, ReadScope scope) =>
        Derived(range.Field("alias"u8), range.Field("subquery"u8), scope with { Place = SqlColumnPlace.Output, IsPredicateToo = false });

    /// <summary>Functions in FROM decide by their arguments how many rows there are, and give them back under new names.</summary>
    private void RangeFunction(JsonElement range, ReadScope scope)
    {
        var first = columns.Count;
        Children(range, scope with { Place = SqlColumnPlace.Output, IsPredicateToo = true });
        Name(range.Field("alias"u8), first);
        foreach (var list in (ReadOnlySpan<JsonElement>)[range.Field("coldeflist"u8), range.Field("columns"u8)])
        {
            foreach (var item in new TreeList(list).Elements)
                if ((item.IsNode("ColumnDef"u8, out var column) || item.IsNode("RangeTableFuncCol"u8, out column)) && column.Text("colname"u8) is { } name) derived.Add(name, columns, first);
        }
    }

    private void RangeTableSample(JsonElement sample, ReadScope scope)
    {
        Node(sample.Field("relation"u8), scope);
        Node(sample.Field("args"u8), scope.AsPredicate);
        Node(sample.Field("repeatable"u8), scope.AsPredicate);
    }

    private void Join(JsonElement join, ReadScope scope)
    {
        Node(join.Field("larg"u8), scope);
        Node(join.Field("rarg"u8), scope);
        Node(join.Field("quals"u8), scope.AsPredicate);
        var using_ = join.Field("usingClause"u8).Names();
        foreach (var name in using_) columns.Add(new SqlColumnUse(null, name, SqlColumnPlace.Predicate));
        if (join.Flag("isNatural"u8)) columns.Add(new SqlColumnUse(null, "*", SqlColumnPlace.Predicate));
        if (using_.Count > 0 || join.Flag("isNatural"u8)) operators.Add("=");
        foreach (var alias in (ReadOnlySpan<JsonElement>)[join.Field("alias"u8), join.Field("join_using_alias"u8)])
        {
            if (alias.Text("aliasname"u8) is not { } name) continue;
            derivedNames.Add(name);
            derived.AddRange(name);
            foreach (var column in alias.Field("colnames"u8).Names()) derived.AddStar(column, null);
        }
    }

    /// <summary>The WITH clause, if any; what comes back sees its names. Without RECURSIVE a query sees only the names before its own.</summary>
    private ReadScope With(JsonElement statement, ReadScope scope)
    {
        var with = statement.Field("withClause"u8);
        var all = scope.Ctes;
        foreach (var item in with.Items("ctes"u8).Elements)
            if (item.IsNode("CommonTableExpr"u8, out var cte)) all = new CteName(cte.Text("ctename"u8) ?? "", all);
        var isRecursive = with.Flag("recursive"u8);
        var seen = isRecursive ? all : scope.Ctes;
        foreach (var item in with.Items("ctes"u8).Elements)
        {
            if (!item.IsNode("CommonTableExpr"u8, out var cte)) continue;
            Cte(cte, scope with { Ctes = seen, Place = SqlColumnPlace.Output, IsPredicateToo = false, Access = SqlAccess.Read });
            if (!isRecursive) seen = new CteName(cte.Text("ctename"u8) ?? "", seen);
        }
        return scope with { Ctes = all };
    }

    private void Cte(JsonElement cte, ReadScope scope)
    {
        var first = columns.Count;
        var name = cte.Text("ctename"u8) ?? "";
        derivedNames.Add(name);
        derived.AddRange(name);
        Node(cte.Field("ctequery"u8), scope);
        foreach (var column in cte.Field("aliascolnames"u8).Names()) derived.Add(column, columns, first);
        // SEARCH and CYCLE order and compare by their columns, and give them back under new names.
        foreach (var clause in (ReadOnlySpan<JsonElement>)[cte.Field("search_clause"u8), cte.Field("cycle_clause"u8)])
        {
            foreach (var list in (ReadOnlySpan<JsonElement>)[clause.Field("search_col_list"u8), clause.Field("cycle_col_list"u8)])
                foreach (var column in list.Names()) columns.Add(new SqlColumnUse(null, column, SqlColumnPlace.Predicate));
            foreach (var made in (ReadOnlySpan<string?>)[clause.Text("search_seq_column"u8), clause.Text("cycle_mark_column"u8), clause.Text("cycle_path_column"u8)])
                if (made is not null) derived.Add(made, columns, first);
        }
    }

    /// <summary>A query under an alias.</summary>
    private void Derived(JsonElement alias, JsonElement query, ReadScope scope)
    {
        var first = columns.Count;
        Node(query, scope);
        Name(alias, first);
    }

    private void Name(JsonElement alias, int first)
    {
        if (alias.Text("aliasname"u8) is not { } name) return;
        derivedNames.Add(name);
        derived.AddRange(name);
        derived.Add(name, columns, first);
        foreach (var column in alias.Field("colnames"u8).Names()) derived.Add(column, columns, first);
    }
}
