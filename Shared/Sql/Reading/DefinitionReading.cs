using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>CREATE, DROP, RENAME, GRANT where the tree needs more than walking through.</content>
internal sealed partial class StatementReader
{
    /// <summary>Stands for every table of a schema, or of the database.</summary>
    private void EveryTable(string? schema, SqlKinds kind)
    {
        kinds |= kind;
        tables.Add(new SqlTable(schema, "*", SqlAccess.Define));
    }

    /// <summary>CREATE TABLE AS and SELECT INTO: a new table, filled.</summary>
    private void Into(JsonElement into)
    {
        kinds |= SqlKinds.Create;
        RangeVar(into.Field("rel"u8), new ReadScope(null, SqlColumnPlace.Output, SqlAccess.Write));
    }

    private void CreateTableAs(JsonElement create, ReadScope scope)
    {
        kinds |= SqlKinds.Create;
        Into(create.Field("into"u8));
        storesPrepared = create.Field("query"u8).IsNode("ExecuteStmt"u8, out _);
        definesView = create.Is("objtype"u8, "OBJECT_MATVIEW"u8);
        if (definesView && create.Field("into"u8).Field("rel"u8).Text("relname"u8) is { } name) redefines.Add(name);
        Node(create.Field("query"u8), definesView ? Viewed(scope) : Stored(scope));
    }

    private void View(JsonElement view, ReadScope scope)
    {
        kinds |= SqlKinds.Create;
        definesView = true;
        if (view.Field("view"u8).Text("relname"u8) is { } name) redefines.Add(name);
        RangeVar(view.Field("view"u8), scope);
        Node(view.Field("query"u8), Viewed(scope));
    }

    /// <summary>An index tells values apart (a unique one by failing) and puts them in order.</summary>
    private void Indexed(JsonElement element, ReadScope scope)
    {
        if (element.Text("name"u8) is { } name) Column(null, name, scope.AsPredicate);
        Children(element, scope.AsPredicate);
    }

    /// <summary>UNIQUE, PRIMARY KEY, FOREIGN KEY and CHECK meet the values that are there.</summary>
    private void Constrained(JsonElement constraint, ReadScope scope)
    {
        foreach (var list in (ReadOnlySpan<JsonElement>)[constraint.Field("keys"u8), constraint.Field("fk_attrs"u8), constraint.Field("pk_attrs"u8)])
            foreach (var name in list.Names()) Column(null, name, scope.AsPredicate);
        Children(constraint, scope);
    }

    private static ReadScope Viewed(ReadScope scope) => scope with { Place = SqlColumnPlace.Output, IsPredicateToo = false };

    /// <summary>Aggregates, operators and base types run functions under a name of their own; text search objects and collations do not.</summary>
    private void Define(JsonElement define, ReadScope scope)
    {
        if (define.Is("kind"u8, "OBJECT_AGGREGATE"u8)) makesCode ??= "an aggregate";
        if (define.Is("kind"u8, "OBJECT_OPERATOR"u8)) makesCode ??= "an operator";
        if (define.Is("kind"u8, "OBJECT_TYPE"u8)) makesCode ??= "a type";
        Plain(define, SqlKinds.Create, scope);
    }

    /// <summary>A type that is called like one of the server's own changes what a cast to it means.</summary>
    private void Type(JsonElement type, List<string> names, ReadScope scope)
    {
        if (names is [.., "text" or "varchar"]) makesCode ??= "a type of that name";
        Plain(type, SqlKinds.Create, scope);
    }

    private void Runs(string what, SqlKinds kind)
    {
        makesCode ??= what;
        kinds |= kind;
    }

    private void Function(JsonElement function, ReadScope scope)
    {
        makesCode ??= "a function";
        if (function.Field("funcname"u8).Names() is [.., var name]) redefines.Add(name);
        Plain(function, SqlKinds.Create, scope);
    }

    private void Trigger(JsonElement trigger, ReadScope scope)
    {
        makesCode ??= "a trigger";
        var names = trigger.Field("funcname"u8).Names();
        if (names.Count > 0) functions.Add(new SqlFunction(names.Count > 1 ? names[^2] : null, names[^1]));
        Plain(trigger, SqlKinds.Create, scope);
    }

    private void Drop(JsonElement drop)
    {
        kinds |= SqlKinds.Drop;
        foreach (var item in drop.Items("objects"u8).Elements) Object(drop.Text("removeType"u8), item);
    }

    /// <summary>COMMENT and SECURITY LABEL.</summary>
    private void Describe(JsonElement statement)
    {
        kinds |= SqlKinds.Alter;
        Object(statement.Text("objtype"u8), statement.Field("object"u8));
    }

    private void Rename(JsonElement rename, ReadScope scope)
    {
        if (rename.Is("renameType"u8, "OBJECT_SCHEMA"u8)) EveryTable(rename.Text("subname"u8), SqlKinds.Alter);
        else if (rename.Is("renameType"u8, "OBJECT_DATABASE"u8)) EveryTable(null, SqlKinds.Alter);
        if (rename.Text("renameType"u8) is "OBJECT_FUNCTION" or "OBJECT_PROCEDURE" or "OBJECT_ROUTINE" or "OBJECT_AGGREGATE" or "OBJECT_OPERATOR" or "OBJECT_TYPE" or "OBJECT_DOMAIN") makesCode ??= "another name for code";
        Plain(rename, SqlKinds.Alter, scope);
    }

    private void Grant(JsonElement grant, ReadScope scope)
    {
        // ALL TABLES IN SCHEMA, and rights on a schema itself, reach every table of it.
        if (grant.Is("targtype"u8, "ACL_TARGET_ALL_IN_SCHEMA"u8) || grant.Is("objtype"u8, "OBJECT_SCHEMA"u8))
            foreach (var schema in grant.Field("objects"u8).Names()) EveryTable(schema, SqlKinds.Grant);
        Plain(grant, SqlKinds.Grant, scope);
    }

    /// <summary>An object that is named by a list of names: of a relation they are schema and name, of what hangs on a relation its name stands before the last.</summary>
    private void Object(string? type, JsonElement named)
    {
        switch (type)
        {
            case "OBJECT_SCHEMA":
                EveryTable(named.AsName(), SqlKinds.None);
                break;
            case "OBJECT_DATABASE":
                EveryTable(null, SqlKinds.None);
                break;
            case "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_FOREIGN_TABLE" or "OBJECT_SEQUENCE" or "OBJECT_INDEX":
                Relation(named.Names(), 0);
                break;
            case "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY" or "OBJECT_COLUMN" or "OBJECT_TABCONSTRAINT":
                Relation(named.Names(), 1);
                break;
            default:
                break;
        }
    }

    private void Relation(List<string> names, int tail)
    {
        var last = names.Count - 1 - tail;
        if (last >= 0) tables.Add(new SqlTable(last > 0 ? names[last - 1] : null, names[last], SqlAccess.Define));
    }
}
