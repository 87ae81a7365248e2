using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>INSERT, UPDATE, DELETE, MERGE.</content>
internal sealed partial class StatementReader
{
    private void Insert(JsonElement insert, ReadScope scope)
    {
        kinds |= SqlKinds.Insert;
        scope = With(insert, scope with { Access = SqlAccess.Read });
        Target(insert);
        var stored = Stored(scope);
        if (insert.Field("selectStmt"u8).IsNode("SelectStmt"u8, out var rows) && rows.Has("valuesLists"u8) && !rows.Has("withClause"u8)) SelectBody(rows, stored);
        else Node(insert.Field("selectStmt"u8), stored);

        if (insert.Field("onConflictClause"u8) is { ValueKind: JsonValueKind.Object } conflict)
        {
            // What is inserted meets what is there: the answer tells whether a value exists.
            var infer = conflict.Field("infer"u8);
            foreach (var item in infer.Items("indexElems"u8).Elements)
                if (item.IsNode("IndexElem"u8, out var element) && element.Text("name"u8) is { } column) columns.Add(new SqlColumnUse(null, column, SqlColumnPlace.Predicate));
            Node(infer.Field("indexElems"u8), scope.AsPredicate);
            Node(infer.Field("whereClause"u8), scope.AsPredicate);
            Node(conflict.Field("targetList"u8), stored);
            Node(conflict.Field("whereClause"u8), scope.AsPredicate);
            if (conflict.Is("action"u8, "ONCONFLICT_UPDATE"u8)) kinds |= SqlKinds.Update;
        }
        Returning(insert, scope);
    }

    private void Update(JsonElement update, ReadScope scope)
    {
        kinds |= SqlKinds.Update;
        scope = With(update, scope with { Access = SqlAccess.Read });
        Target(update);
        Node(update.Field("targetList"u8), Stored(scope));
        Node(update.Field("fromClause"u8), scope);
        Where(update.Field("whereClause"u8), scope);
        Returning(update, scope);
    }

    private void Delete(JsonElement delete, ReadScope scope)
    {
        kinds |= SqlKinds.Delete;
        scope = With(delete, scope with { Access = SqlAccess.Read });
        Target(delete);
        Node(delete.Field("usingClause"u8), scope);
        Where(delete.Field("whereClause"u8), scope);
        Returning(delete, scope);
    }

    private void Merge(JsonElement merge, ReadScope scope)
    {
        kinds |= SqlKinds.Merge;
        scope = With(merge, scope with { Access = SqlAccess.Read });
        Target(merge);
        Node(merge.Field("sourceRelation"u8), scope);
        Where(merge.Field("joinCondition"u8), scope);
        foreach (var item in merge.Items("mergeWhenClauses"u8).Elements)
        {
            if (!item.IsNode("MergeWhenClause"u8, out var when)) continue;
            kinds |= when.Is("commandType"u8, "CMD_DELETE"u8) ? SqlKinds.Delete
                : when.Is("commandType"u8, "CMD_UPDATE"u8) ? SqlKinds.Update
                : when.Is("commandType"u8, "CMD_INSERT"u8) ? SqlKinds.Insert : SqlKinds.None;
            Node(when.Field("condition"u8), scope.AsPredicate);
            Node(when.Field("targetList"u8), Stored(scope));
            Node(when.Field("values"u8), Stored(scope));
        }
        Returning(merge, scope);
    }

    /// <summary>The target of a write is a relation, never a CTE.</summary>
    private void Target(JsonElement statement) => RangeVar(statement.Field("relation"u8), new ReadScope(null, SqlColumnPlace.Output, SqlAccess.Write));

    private static ReadScope Stored(ReadScope scope) => scope with { Place = SqlColumnPlace.Source, IsPredicateToo = false };

    private void Returning(JsonElement statement, ReadScope scope) =>
        Targets(statement.Items("returningList"u8), scope with { Place = SqlColumnPlace.Returning, IsPredicateToo = false }, default);

    private void Where(JsonElement condition, ReadScope scope)
    {
        if (!RowCondition.DependsOnRow(condition)) withoutWhere = true;
        Node(condition, scope.AsPredicate);
    }
}
