using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>Expressions: columns with their place, functions, operators, and what decides within them.</content>
internal sealed partial class StatementReader
{
    private void Column(string? qualifier, string name, ReadScope scope)
    {
        columns.Add(new SqlColumnUse(qualifier, name, scope.Place));
        if (scope.IsPredicateToo && scope.Place != SqlColumnPlace.Predicate) columns.Add(new SqlColumnUse(qualifier, name, SqlColumnPlace.Predicate));
    }

    /// <summary>One to four names; of a qualified name the last two count: a schema or database before them only says more of the same.</summary>
    private void ColumnRef(JsonElement reference, ReadScope scope)
    {
        string? qualifier = null, name = null;
        foreach (var part in reference.Items("fields"u8).Elements)
        {
            qualifier = name;
            name = part.IsNode("A_Star"u8, out _) ? "*" : part.AsName();
        }
        if (name is not null) Column(qualifier, name, scope);
    }

    /// <summary><c>(x).field</c>, <c>(x).*</c>, <c>x[1]</c>: the field of a composite may be any table's column.</summary>
    private void Indirection(JsonElement indirection, ReadScope scope)
    {
        Node(indirection.Field("arg"u8), scope);
        foreach (var part in indirection.Items("indirection"u8).Elements)
        {
            if (part.IsNode("A_Star"u8, out _)) Column(null, "*", scope);
            else if (part.AsName() is { } name) Column(null, name, scope);
            else Node(part, scope);
        }
    }

    private void FuncCall(JsonElement call, ReadScope scope)
    {
        var names = call.Field("funcname"u8).Names();
        if (names.Count > 0)
        {
            var name = names[^1];
            functions.Add(new SqlFunction(names.Count > 1 ? names[^2] : null, name));
            if (string.Equals(name, "set_config", StringComparison.Ordinal)) SetConfig(call);
            kinds |= FunctionKinds.Of(names.Count > 1 ? names[^2] : null, name, call.Items("args"u8).Length);
        }
        // DISTINCT and ORDER BY inside an aggregate compare what they take.
        var arguments = call.Flag("agg_distinct"u8) ? scope.AndPredicate : scope;
        Node(call.Field("args"u8), arguments);
        Node(call.Field("agg_order"u8), scope.AsPredicate);
        Node(call.Field("agg_filter"u8), scope.AsPredicate);
        if (call.Field("over"u8) is { ValueKind: JsonValueKind.Object } over) Window(over, scope);
    }

    private void SetConfig(JsonElement call)
    {
        kinds |= SqlKinds.Set;
        string? setting = null;
        foreach (var argument in call.Items("args"u8).Elements)
        {
            var value = argument.IsNode("TypeCast"u8, out var cast) ? cast.Field("arg"u8) : argument;
            if (value.IsNode("A_Const"u8, out var constant)) setting = constant.Field("sval"u8).Text("sval"u8);
            else if (GuardedSetting.IsColumn(value)) setting = guardedSetting;
            break;
        }
        // Which parameter is set cannot be read: it may be the role.
        if (setting is null) kinds |= SqlKinds.Opaque;
        else settings.Add(setting.ToLowerInvariant());
    }

    private void Window(JsonElement window, ReadScope scope) => Children(window, scope.AsPredicate);

    private void Operator(JsonElement expression, ReadScope scope)
    {
        var names = expression.Field("name"u8).Names();
        if (names.Count > 0)
        {
            if (OperatorsBehind(names[^1]) is { } behind) operators.UnionWith(behind);
            else operators.Add(names[^1]);
        }
        var isNullIf = expression.Is("kind"u8, "AEXPR_NULLIF"u8);
        Node(expression.Field("lexpr"u8), isNullIf ? scope.AndPredicate : scope);
        Node(expression.Field("rexpr"u8), isNullIf ? scope.AsPredicate : scope);
    }

    private static string[]? OperatorsBehind(string word) => word switch
    {
        "BETWEEN" or "BETWEEN SYMMETRIC" => [">=", "<="],
        "NOT BETWEEN" or "NOT BETWEEN SYMMETRIC" => ["<", ">"],
        _ => null,
    };

    private void SubLink(JsonElement link, ReadScope scope)
    {
        var isTest = link.Is("subLinkType"u8, "ANY_SUBLINK"u8) || link.Is("subLinkType"u8, "ALL_SUBLINK"u8);
        if (isTest)
        {
            var names = link.Field("operName"u8).Names();
            operators.Add(names.Count > 0 ? names[^1] : "=");
        }
        var compared = isTest ? scope.AndPredicate : scope;
        Node(link.Field("testexpr"u8), compared);
        Node(link.Field("subselect"u8), compared);
    }

    private void Case(JsonElement expression, ReadScope scope)
    {
        if (expression.Has("arg"u8)) operators.Add("=");
        Node(expression.Field("arg"u8), scope.AsPredicate);
        foreach (var item in expression.Items("args"u8).Elements)
        {
            if (!item.IsNode("CaseWhen"u8, out var when)) continue;
            Node(when.Field("expr"u8), scope.AsPredicate);
            Node(when.Field("result"u8), scope);
        }
        Node(expression.Field("defresult"u8), scope);
    }

    /// <summary>All but the last value decide by being null.</summary>
    private void Coalesce(JsonElement expression, ReadScope scope)
    {
        var values = expression.Items("args"u8);
        var left = values.Length;
        foreach (var value in values.Elements) Node(value, --left > 0 ? scope.AndPredicate : scope);
    }

    private void SortBy(JsonElement sort, ReadScope scope)
    {
        var names = sort.Field("useOp"u8).Names();
        if (names.Count > 0) operators.Add(names[^1]);
        Node(sort.Field("node"u8), scope);
    }
}
