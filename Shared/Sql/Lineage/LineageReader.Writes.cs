using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>INSERT, UPDATE, DELETE, MERGE, COPY.</content>
internal sealed partial class LineageReader
{
    private ImmutableArray<RangeColumn> Insert(JsonElement insert, LineageScope? outer, Cte? ctes)
    {
        ctes = With(insert, outer, ctes);
        var target = Target(insert.Field("relation"u8));
        var names = Named(insert.Items("cols"u8));
        var columns = names.Count > 0 ? names : [.. target.Columns.Select(c => c.Name)];
        ImmutableArray<RangeColumn> proposed = [];
        if (insert.Has("selectStmt"u8))
        {
            var rows = Query(insert.Field("selectStmt"u8), outer, ctes);
            if (rows.Length > columns.Count) throw new UnprovenException("INSERT has more values than columns");
            proposed = [.. rows.Select((r, i) => r with { Name = columns[i] })];
            // One row is one guess.
            var kind = insert.Field("selectStmt"u8).IsNode("SelectStmt"u8, out var source) && source.Items("valuesLists"u8).Length == 1 ? UseKind.Equality : UseKind.Choice;
            foreach (var row in proposed) Store(target, row.Name, row.Flow, kind);
        }
        var scope = new LineageScope(outer, ctes);
        scope.Add(FromItem.Of(target.Range));
        if (insert.Field("onConflictClause"u8) is { ValueKind: JsonValueKind.Object } conflict) OnConflict(conflict, target, proposed, scope);
        return Returning(insert, scope, target);
    }

    /// <summary>What is inserted meets what is there: the answer tells whether a value exists.</summary>
    private void OnConflict(JsonElement conflict, WriteTarget target, ImmutableArray<RangeColumn> proposed, LineageScope scope)
    {
        var infer = conflict.Field("infer"u8);
        foreach (var item in infer.Items("indexElems"u8).Elements)
        {
            if (!item.IsNode("IndexElem"u8, out var element)) throw new UnprovenException("ON CONFLICT is not understood");
            Use(element.Text("name"u8) is { } column ? Column(target.Range, column) : Expression(element.Field("expr"u8), scope), UseKind.Equality, "ON CONFLICT");
        }
        Condition(infer.Field("whereClause"u8), scope, "ON CONFLICT");
        // Without a target, or with a constraint's name, any unique column may be the one that meets.
        if (infer.Items("indexElems"u8).Length == 0) foreach (var column in target.Range.Columns) Use(column.Flow, UseKind.Equality, "ON CONFLICT");
        var inner = new LineageScope(scope.Outer, scope.Ctes);
        inner.Add(FromItem.Of(target.Range));
        ImmutableArray<RangeColumn> excluded = [.. target.Range.Columns.Select(c => c with { Flow = proposed.FirstOrDefault(p => p.Name == c.Name).Flow ?? Flow.None })];
        // Its columns can be asked for by the qualifier only: bare names mean the target's.
        inner.Add(new FromItem([new Range(null, "excluded", excluded)], []));
        Assign(conflict.Items("targetList"u8), target, inner);
        Condition(conflict.Field("whereClause"u8), inner, "ON CONFLICT ... WHERE");
    }

    /// <summary>UPDATE and DELETE.</summary>
    /// <param name="sources">The field of FROM or USING.</param>
    private ImmutableArray<RangeColumn> Change(JsonElement change, ReadOnlySpan<byte> sources, LineageScope? outer, Cte? ctes)
    {
        ctes = With(change, outer, ctes);
        var target = Target(change.Field("relation"u8));
        var scope = new LineageScope(outer, ctes);
        scope.Add(FromItem.Of(target.Range));
        foreach (var item in change.Items(sources).Elements) scope.Add(From(item, scope));
        Condition(change.Field("whereClause"u8), scope, "WHERE");
        Assign(change.Items("targetList"u8), target, scope);
        return Returning(change, scope, target);
    }

    private ImmutableArray<RangeColumn> Merge(JsonElement merge, LineageScope? outer, Cte? ctes)
    {
        ctes = With(merge, outer, ctes);
        var target = Target(merge.Field("relation"u8));
        var scope = new LineageScope(outer, ctes);
        scope.Add(FromItem.Of(target.Range));
        scope.Add(From(merge.Field("sourceRelation"u8), scope));
        Condition(merge.Field("joinCondition"u8), scope, "MERGE ... ON");
        foreach (var item in merge.Items("mergeWhenClauses"u8).Elements)
        {
            if (!item.IsNode("MergeWhenClause"u8, out var when)) throw new UnprovenException("MERGE is not understood");
            Condition(when.Field("condition"u8), scope, "MERGE ... WHEN");
            if (!when.Is("commandType"u8, "CMD_INSERT"u8))
            {
                Assign(when.Items("targetList"u8), target, scope);
                continue;
            }
            var names = Named(when.Items("targetList"u8));
            var at = 0;
            foreach (var value in when.Items("values"u8).Elements)
            {
                var name = names.Count > 0 ? names.ElementAtOrDefault(at) : target.Columns.ElementAtOrDefault(at)?.Name;
                Store(target, name ?? throw new UnprovenException("MERGE has more values than columns"), Expression(value, scope));
                at++;
            }
        }
        return [];
    }

    private StatementLineage Copy(JsonElement copy)
    {
        if (copy.Has("query"u8)) return Result(Query(copy.Field("query"u8), null, null));
        var target = Target(copy.Field("relation"u8));
        var scope = new LineageScope(null, null);
        scope.Add(FromItem.Of(target.Range));
        Condition(copy.Field("whereClause"u8), scope, "COPY ... WHERE");
        var listed = copy.Field("attlist"u8).Names();
        if (copy.Flag("is_from"u8))
        {
            foreach (var column in target.Columns.Where(c => listed.Count == 0 || listed.Contains(c.Name))) Meet(target, column, Flow.None, UseKind.Choice);
            return Result([]);
        }
        return Result(listed.Count > 0
            ? [.. listed.Select(name => new RangeColumn(name, Column(target.Range, name)))]
            : [.. target.Range.Columns.Where(c => !target.Columns.First(t => t.Name == c.Name).IsGenerated)]);
    }

    /// <summary>SET lists: one value, or one of several that a row or subquery gives.</summary>
    private void Assign(TreeList targets, WriteTarget target, LineageScope scope)
    {
        foreach (var item in targets.Elements)
        {
            if (!item.IsNode("ResTarget"u8, out var assigned)) throw new UnprovenException("an assignment is not understood");
            var value = assigned.Field("val"u8);
            var flow = value.IsNode("MultiAssignRef"u8, out var part) ? Part(part, scope) : Expression(value, scope);
            foreach (var step in assigned.Items("indirection"u8).Elements)
                if (step.IsNode("A_Indices"u8, out _)) flow = flow.And(Expression(step, scope));
                else flow = flow.Derived();
            Store(target, assigned.Text("name"u8) ?? "", flow);
        }
    }

    private Flow Part(JsonElement part, LineageScope scope)
    {
        var source = part.Field("source"u8);
        var number = part.Number("colno"u8);
        if (source.IsNode("RowExpr"u8, out var row))
        {
            var at = 0;
            foreach (var item in row.Items("args"u8).Elements)
                if (++at == number) return Expression(item, scope);
        }
        if (source.IsNode("SubLink"u8, out var link) && Query(link.Field("subselect"u8), scope, scope.Ctes) is var rows && number >= 1 && number <= rows.Length) return rows[number - 1].Flow.WithoutOrigin();
        return Expression(source, scope);
    }

    private ImmutableArray<RangeColumn> Returning(JsonElement statement, LineageScope scope, WriteTarget target)
    {
        if (statement.Items("returningList"u8).Length == 0) return [];
        if (target.AnswersAnything) throw new UnprovenException($"what a write to {target.Name} returns is decided by a rule or trigger");
        return Targets(statement.Items("returningList"u8), scope);
    }

    private void Store(WriteTarget target, string column, Flow flow, UseKind kind = UseKind.Equality)
    {
        var stored = target.Columns.FirstOrDefault(c => c.Name == column) ?? throw new UnprovenException($"{target.Name} has no column {column}");
        foreach (var relation in target.Relations) stores.Add(new LineageStore(relation.Schema, relation.Name, column, new CatalogueColumnId(relation.Oid, stored.Number), flow));
        // NULL meets nothing, and the column's own value tells nothing new.
        if ((flow.IsConstant && !flow.IsMade) || (flow.IsCopy && !flow.IsMade && flow.Sources.All(s => s.Number == stored.Number && target.Relations.Any(r => r.Oid == s.RelationOid)))) return;
        Meet(target, stored, flow, kind);
    }

    /// <summary>What is stored under a unique or exclusion constraint is compared with all that is there, and an error tells.</summary>
    private void Meet(WriteTarget target, CatalogueColumn column, Flow stored, UseKind kind)
    {
        if (target.Relations.Any(r => catalogue.IsUnique(new CatalogueColumnId(r.Oid, column.Number)))) Use(Column(target.Range, column.Name), kind, "a unique constraint, which tells whether a value is there", stored);
    }

    private static Flow Column(Range range, string name)
    {
        foreach (var column in range.Columns)
            if (column.Name == name) return column.Flow;
        throw new UnprovenException($"{range.Name} has no column {name}");
    }

    private static List<string> Named(TreeList targets)
    {
        var names = new List<string>();
        foreach (var item in targets.Elements)
            if (item.IsNode("ResTarget"u8, out var target)) names.Add(target.Text("name"u8) ?? "");
        return names;
    }

    /// <summary>The target of a write is a relation, never a CTE.</summary>
    private WriteTarget Target(JsonElement relation)
    {
        var relations = Relations(relation.Text("schemaname"u8), relation.Text("relname"u8) ?? "");
        return new WriteTarget(relations, Relation(relation, null));
    }

    private sealed record WriteTarget(ImmutableArray<CatalogueRelation> Relations, Range Range)
    {
        public string Name => Relations[0].Name;
        public ImmutableArray<CatalogueColumn> Columns => Relations[0].Columns;
        public bool AnswersAnything => Relations.Any(r => r.HasRules || (r.Kind == 'v' && !r.TriggerFunctions.IsEmpty));
    }
}
