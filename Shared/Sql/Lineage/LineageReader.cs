using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>
/// Follows columns through one statement's tree as PostgreSQL's parse analysis resolves names. What it meets and does not know ends the reading: it proves, or it says that it cannot.
/// </summary>
/// <param name="body">The function that the statement is part of: its arguments can be named.</param>
internal sealed partial class LineageReader(CatalogueLineage catalogue, CatalogueFunction? body = null)
{
    private readonly List<LineageUse> uses = [];
    private readonly List<LineageStore> stores = [];
    private readonly List<Comparand> comparands = [];

    /// <summary>How often each parameter is used.</summary>
    private readonly Dictionary<int, int> parameters = [];

    /// <summary>A statement itself, alone or inside EXPLAIN, PREPARE and the like.</summary>
    public StatementLineage Read(JsonElement statement)
    {
        try
        {
            return Statement(statement);
        }
        catch (UnprovenException e)
        {
            return StatementLineage.NotProven(e.Message);
        }
    }

    /// <summary>An expression over one relation, such as a generated column's.</summary>
    public Flow ReadExpression(JsonElement expression, CatalogueRelation relation)
    {
        try
        {
            var scope = new LineageScope(null, null);
            scope.Add(FromItem.Of(new Range(relation.Schema, relation.Name, RelationColumns([relation]))));
            return Expression(expression, scope);
        }
        catch (UnprovenException)
        {
            return Flow.Anything;
        }
    }

    private StatementLineage Statement(JsonElement statement)
    {
        if (statement.IsNode("ExplainStmt"u8, out var explain))
        {
            Query(explain.Field("query"u8), null, null);
            return Result([]) with { IsExplain = true, Comparands = [] };
        }
        if (statement.IsNode("PrepareStmt"u8, out var prepare)) return Silent(prepare.Field("query"u8)) with { IsKept = true };
        if (statement.IsNode("DeclareCursorStmt"u8, out var declare)) return Silent(declare.Field("query"u8));
        if (statement.IsNode("ViewStmt"u8, out var view)) return Silent(view.Field("query"u8));
        if (statement.IsNode("CopyStmt"u8, out var copy)) return Copy(copy);
        return Result(Query(statement, Arguments(), null));
    }

    /// <summary>The names of a function's arguments come after those of all columns.</summary>
    private LineageScope? Arguments()
    {
        if (body is null || body.Arguments.IsEmpty) return null;
        var scope = new LineageScope(null, null);
        scope.Add(FromItem.Of(new Range(null, body.Name, [.. body.Arguments.Where(a => a.Length > 0).Select(a => new RangeColumn(a, Flow.None))])));
        return scope;
    }

    /// <summary>A query that is kept for later: what it compares with now is kept too.</summary>
    private StatementLineage Silent(JsonElement query)
    {
        var shows = Query(query, null, null);
        return Result([]) with { Comparands = [], Shows = [.. shows.Select(o => new LineageOutput(o.Name, o.Flow))] };
    }

    private StatementLineage Result(ImmutableArray<RangeColumn> outputs) => new()
    {
        Outputs = [.. outputs.Select(o => new LineageOutput(o.Name, o.Flow))],
        Uses = [.. uses],
        Stores = [.. stores],
        Compared = [.. comparands],
        Comparands = stores.Any(s => s.Target is null) ? [] : [.. comparands.Where(c => c.Parameter == 0 || parameters.GetValueOrDefault(c.Parameter) == comparands.Count(o => o.Parameter == c.Parameter))],
    };

    /// <summary>Anything that gives rows: SELECT, VALUES, the writes with RETURNING, and CREATE TABLE AS.</summary>
    private ImmutableArray<RangeColumn> Query(JsonElement query, LineageScope? outer, Cte? ctes)
    {
        if (query.IsNode("SelectStmt"u8, out var select)) return Select(select, outer, ctes);
        if (query.IsNode("InsertStmt"u8, out var insert)) return Insert(insert, outer, ctes);
        if (query.IsNode("UpdateStmt"u8, out var update)) return Change(update, "fromClause"u8, outer, ctes);
        if (query.IsNode("DeleteStmt"u8, out var delete)) return Change(delete, "usingClause"u8, outer, ctes);
        if (query.IsNode("MergeStmt"u8, out var merge)) return Merge(merge, outer, ctes);
        if (query.IsNode("CreateTableAsStmt"u8, out var create) && outer is null) return CreateTableAs(create);
        throw new UnprovenException("the statement is not a query");
    }

    /// <summary>Records a use; of constants there is nothing to say.</summary>
    private void Use(Flow flow, UseKind kind, string where, Flow? other = null)
    {
        if (!flow.IsConstant) uses.Add(new LineageUse(flow, kind, where, other));
    }

    /// <summary>Compared with what the caller made up, row by row, a column is found out by trying; with another column it is not.</summary>
    private void UseAgainst(Flow flow, Flow other, string where)
    {
        if (other.IsConstant) Use(flow, UseKind.Choice, where);
        else Use(flow, UseKind.Equality, where, other);
    }

    /// <summary>A relation by name. A bare name may mean one in any schema, whatever search_path says: then all of them, where their columns are alike.</summary>
    private ImmutableArray<CatalogueRelation> Relations(string? schema, string name)
    {
        var found = catalogue.Named(schema, name);
        if (found.IsEmpty) throw new UnprovenException($"relation {name} is not in the catalogue");
        var first = found[0];
        foreach (var other in found.AsSpan()[1..])
            if (!other.Columns.Select(c => c.Name).SequenceEqual(first.Columns.Select(c => c.Name), StringComparer.Ordinal)) throw new UnprovenException($"{name} is in several schemas");
        return found;
    }

    private ImmutableArray<RangeColumn> RelationColumns(ImmutableArray<CatalogueRelation> relations) =>
        [.. relations[0].Columns.Select((c, i) => new RangeColumn(c.Name, Flow.OfColumns(relations.Select(r => new CatalogueColumnId(r.Oid, r.Columns[i].Number)), relations.All(r => catalogue.IsString(r.Columns[i].TypeOid)))))];
}
