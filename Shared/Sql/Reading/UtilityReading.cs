using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>Statements about statements, cursors and settings.</content>
internal sealed partial class StatementReader
{
    /// <summary>Plain EXPLAIN plans and runs nothing; with ANALYZE the statement runs.</summary>
    private void Explain(JsonElement explain)
    {
        var outer = kinds;
        kinds = SqlKinds.None;
        Statement(explain.Field("query"u8));
        if (OptionFlag.IsOn(explain.Items("options"u8), "analyze"u8))
        {
            kinds |= outer | SqlKinds.ExplainAnalyze;
            return;
        }
        kinds = outer | SqlKinds.Select | SqlKinds.Utility | (kinds & (SqlKinds.Opaque | SqlKinds.Execute));
        var read = tables.Select(t => t with { Access = SqlAccess.Read }).ToList();
        tables.Clear();
        tables.UnionWith(read);
        withoutWhere = definesView = false;
        settings.Clear();
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Place == SqlColumnPlace.Source) columns[i] = columns[i] with { Place = SqlColumnPlace.Output };
    }

    private void Prepare(JsonElement prepare)
    {
        preparedName = prepare.Text("name"u8);
        Statement(prepare.Field("query"u8));
    }

    /// <summary>What a prepared name stands for is not in the text.</summary>
    private void Execute(JsonElement execute, ReadScope scope)
    {
        kinds |= SqlKinds.Execute | SqlKinds.Opaque;
        preparedName = execute.Text("name"u8);
        Node(execute.Field("params"u8), scope with { Place = SqlColumnPlace.Output, IsPredicateToo = false, Access = SqlAccess.Read });
    }

    private void Deallocate(JsonElement deallocate)
    {
        kinds |= SqlKinds.Utility;
        preparedName = deallocate.Text("name"u8);
        if (preparedName is null) forgetsNames = true;
    }

    private void DeclareCursor(JsonElement declare)
    {
        cursorName = declare.Text("portalname"u8);
        Statement(declare.Field("query"u8));
    }

    private void UseCursor(JsonElement use)
    {
        kinds |= SqlKinds.Utility;
        cursorName = use.Text("portalname"u8);
        if (cursorName is null) forgetsNames = true;
    }

    private void Discard()
    {
        kinds |= SqlKinds.Utility;
        forgetsNames = true;
    }

    /// <summary>SET and RESET; also as a clause of CREATE FUNCTION and ALTER ROLE, where it sets nothing now.</summary>
    private void Set(JsonElement set)
    {
        if (kinds != SqlKinds.None) return;
        kinds |= SqlKinds.Set;
        var name = set.Text("name"u8)?.ToLowerInvariant().Replace(' ', '_');
        settings.Add(name ?? "all");
        if (name is not null && name.StartsWith("transaction", StringComparison.Ordinal)) kinds |= SqlKinds.Transaction;
    }

    private void Call(JsonElement call, ReadScope scope)
    {
        kinds |= SqlKinds.Call | SqlKinds.Opaque;
        FuncCall(call.Field("funccall"u8), scope with { Place = SqlColumnPlace.Output, IsPredicateToo = false, Access = SqlAccess.Read });
    }

    private void Vacuum(JsonElement vacuum, ReadScope scope)
    {
        if (vacuum.Items("rels"u8).Length == 0) EveryTable(null, SqlKinds.Vacuum);
        Plain(vacuum, SqlKinds.Vacuum, scope);
    }

    /// <summary>CLUSTER and REINDEX: of one relation, of a schema, or of all.</summary>
    private void Rebuild(JsonElement rebuild, ReadScope scope)
    {
        // CLUSTER puts rows in the order of an index, in which they are then read.
        if (rebuild.Has("indexname"u8)) Column(null, "*", scope.AsPredicate);
        if (!rebuild.Has("relation"u8)) EveryTable(rebuild.Is("kind"u8, "REINDEX_OBJECT_SCHEMA"u8) ? rebuild.Text("name"u8) : null, SqlKinds.Utility);
        Plain(rebuild, SqlKinds.Utility, scope);
    }
}
