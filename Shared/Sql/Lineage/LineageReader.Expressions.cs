using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>Values: what they are made of.</content>
internal sealed partial class LineageReader
{
    private delegate Flow ExpressionReading(LineageReader reader, JsonElement body, LineageScope scope);

    private static readonly FrozenDictionary<byte[], ExpressionReading>.AlternateLookup<ReadOnlySpan<byte>> expressions = new (string Node, ExpressionReading Reading)[]
    {
        ("ColumnRef", static (r, b, s) => r.ColumnRef(b, s)),
        ("A_Const", static (_, b, _) => b.Flag("isnull"u8) ? Flow.Null : Flow.None.WithoutOrigin(isText: b.Has("sval"u8))),
        ("ParamRef", static (r, b, _) => r.Parameter(b.Number("number"u8))),
        ("A_Expr", static (r, b, s) => r.Operator(b, s)),
        ("BoolExpr", static (r, b, s) => r.All(b.Items("args"u8), s)),
        ("NullTest", static (r, b, s) => r.Expression(b.Field("arg"u8), s).Derived()),
        ("BooleanTest", static (r, b, s) => r.Expression(b.Field("arg"u8), s).Derived()),
        ("TypeCast", static (r, b, s) => r.Cast(b, s)),
        ("CollateClause", static (r, b, s) => r.Expression(b.Field("arg"u8), s).WithoutOrigin()),
        ("FuncCall", static (r, b, s) => r.Call(b, s)),
        ("NamedArgExpr", static (r, b, s) => r.Expression(b.Field("arg"u8), s)),
        ("CaseExpr", static (r, b, s) => r.Case(b, s)),
        ("CoalesceExpr", static (r, b, s) => r.Coalesce(b, s)),
        ("MinMaxExpr", static (r, b, s) => r.All(b.Items("args"u8), s)),
        ("RowExpr", static (r, b, s) => r.Row(b, s)),
        ("A_ArrayExpr", static (r, b, s) => r.All(b.Items("elements"u8), s)),
        ("A_Indirection", static (r, b, s) => r.Indirection(b, s)),
        ("A_Indices", static (r, b, s) => r.Optional(b.Field("lidx"u8), s).And(r.Optional(b.Field("uidx"u8), s))),
        ("SubLink", static (r, b, s) => r.SubLink(b, s)),
        ("SQLValueFunction", static (_, _, _) => Flow.None),
        ("GroupingFunc", static (_, _, _) => Flow.None),
        ("SetToDefault", static (_, _, _) => Flow.None),
        ("CurrentOfExpr", static (_, _, _) => Flow.None),
        ("XmlExpr", static (r, b, s) => r.Xml(b, s)),
        ("XmlSerialize", static (r, b, s) => r.Expression(b.Field("expr"u8), s).Derived(isText: true)),
        ("List", static (r, b, s) => r.All(b.Items("items"u8), s)),
    }.ToFrozenDictionary(e => Encoding.UTF8.GetBytes(e.Node), e => e.Reading, Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

    private Flow Expression(JsonElement expression, LineageScope scope)
    {
        if (expression.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in expression.EnumerateObject())
                if (expressions.TryGetValue(JsonMarshal.GetRawUtf8PropertyName(field), out var reading)) return reading(this, field.Value, scope);
        }
        throw new UnprovenException("an expression is not understood");
    }

    private Flow Parameter(int number)
    {
        parameters[number] = parameters.GetValueOrDefault(number) + 1;
        return Flow.None;
    }

    /// <summary>Computed from all of them.</summary>
    private Flow All(TreeList items, LineageScope scope)
    {
        var flow = Flow.None.Derived();
        foreach (var item in items.Elements) flow = flow.And(Expression(item, scope));
        return flow.Derived();
    }

    private Flow ColumnRef(JsonElement reference, LineageScope scope)
    {
        var names = reference.Field("fields"u8).Names();
        var isStar = names.Count < reference.Items("fields"u8).Length;
        if (isStar) return names.Count == 0 ? throw new UnprovenException("a star stands where one value is expected") : RowOf(names.Count > 1 ? names[^2] : null, names[^1], scope);
        if (names.Count == 1) return scope.FindColumn(names[0]) ?? (SystemColumns.Contains(names[0]) ? Flow.None : RowOf(null, names[0], scope));
        var range = scope.FindRange(names.Count > 2 ? names[^3] : null, names[^2]) ?? throw new UnprovenException($"{names[^2]} is not in FROM");
        return Field(range, names[^1]);
    }

    private static Flow RowOf(string? schema, string name, LineageScope scope) => scope.FindRange(schema, name)?.Row ?? throw new UnprovenException($"column {name} is not in FROM");

    /// <summary><c>r.name</c>: a column, or a function called with the row.</summary>
    private Flow Field(Range range, string name)
    {
        var found = range.Columns.Where(c => c.Name == name).Take(2).ToArray();
        if (found.Length > 1) throw new UnprovenException($"column {name} of {range.Name} is ambiguous");
        if (found.Length == 1) return found[0].Flow;
        if (range.Rest is { } rest) return rest;
        if (SystemColumns.Contains(name)) return Flow.None;
        return Called(null, name, [range.Row], isDistinct: false);
    }

    private Flow Indirection(JsonElement indirection, LineageScope scope)
    {
        var argument = indirection.Field("arg"u8);
        Flow? flow = null;
        var isFirst = true;
        foreach (var part in indirection.Items("indirection"u8).Elements)
        {
            // (t).name of a whole row is the column itself (ParseComplexProjection in parse_func.c).
            if (isFirst && part.AsName() is { } field && BareName(argument) is { } name && scope.FindColumn(name) is null && scope.FindRange(null, name) is { } range) flow = Field(range, field);
            else if (part.AsName() is { } function && (catalogue.UserFunctions.Contains(function) || catalogue.BuiltinFunctions.Contains(function))) flow = Called(null, function, [flow ?? Expression(argument, scope)], isDistinct: false);
            else if (part.IsNode("A_Indices"u8, out _)) flow = (flow ?? Expression(argument, scope)).And(Expression(part, scope)).Derived();
            else flow = (flow ?? Expression(argument, scope)).Derived();
            isFirst = false;
        }
        return flow ?? Expression(argument, scope);
    }

    private Flow Cast(JsonElement cast, LineageScope scope)
    {
        var flow = Expression(cast.Field("arg"u8), scope);
        if (flow.IsConstant) return (flow.IsMade ? Flow.None : Flow.Null).WithoutOrigin(isText: IsTextType(cast.Field("typeName"u8)));
        var type = cast.Field("typeName"u8);
        if (!IsTextType(type))
        {
            Use(flow, UseKind.Failure, $"a cast to {TypeName(type)}");
            return flow.Derived();
        }
        // A length cuts, and what is cut is no longer the value that a mask counts the characters of.
        return type.Items("typmods"u8).Length > 0 ? flow.Derived(isText: true) : flow.IsText ? flow.WithoutOrigin(isText: true) : flow.Derived(isText: true);
    }

    /// <summary>text and varchar, unless somebody made another type of that name.</summary>
    private bool IsTextType(JsonElement type, bool mayBeArray = false)
    {
        var names = type.Field("names"u8).Names();
        if ((!mayBeArray && type.Items("arrayBounds"u8).Length > 0) || names.Count is 0 or > 2 || names[^1] is not ("text" or "varchar")) return false;
        return names.Count == 2 ? names[0] == "pg_catalog" : !catalogue.UserTypes.Contains(names[^1]);
    }

    private static string TypeName(JsonElement type) => type.Field("names"u8).Names() is [.., var name] ? name : "a type";

    private Flow Row(JsonElement row, LineageScope scope)
    {
        var flow = Flow.None.Derived();
        foreach (var item in row.Items("args"u8).Elements)
        {
            if (Star(item, scope) is { } columns) foreach (var column in columns) flow = flow.And(column.Flow);
            else flow = flow.And(Expression(item, scope));
        }
        return flow.Derived();
    }

    /// <summary>What decides is a use of its own, and the answer tells of it.</summary>
    private Flow Case(JsonElement expression, LineageScope scope)
    {
        var control = Optional(expression.Field("arg"u8), scope).Derived();
        Flow? result = null;
        foreach (var item in expression.Items("args"u8).Elements)
        {
            if (!item.IsNode("CaseWhen"u8, out var when)) throw new UnprovenException("a CASE is not understood");
            control = control.And(Expression(when.Field("expr"u8), scope)).Derived();
            var value = Expression(when.Field("result"u8), scope);
            result = result is null ? value.WithoutOrigin() : result.Either(value);
        }
        var otherwise = expression.Has("defresult"u8) ? Expression(expression.Field("defresult"u8), scope) : Flow.Null;
        Use(control, UseKind.Choice, "CASE");
        return (result ?? Flow.None).Either(otherwise).DependingOn(control);
    }

    /// <summary>That a value is NULL is no secret; which one is shown is therefore none either.</summary>
    private Flow Coalesce(JsonElement expression, LineageScope scope)
    {
        Flow? flow = null;
        foreach (var item in expression.Items("args"u8).Elements) flow = flow is null ? Expression(item, scope).WithoutOrigin() : flow.Either(Expression(item, scope));
        return flow ?? Flow.None;
    }

    private Flow Operator(JsonElement expression, LineageScope scope)
    {
        var name = expression.Field("name"u8).Names() is [.., var last] ? last : "";
        var left = Optional(expression.Field("lexpr"u8), scope);
        var right = Optional(expression.Field("rexpr"u8), scope);
        var both = left.And(right).Derived(isText: name == "||" && left.IsText && right.IsText);
        if (IsForeignOperator(expression, name))
        {
            Use(both, UseKind.Effect, $"operator {name}");
            return both.And(Flow.Anything);
        }
        if (expression.Is("kind"u8, "AEXPR_NULLIF"u8))
        {
            Use(left.And(right), UseKind.Choice, "NULLIF");
            return both;
        }
        if (!TotalOperators.IsTotal(name, left, right, expression)) Use(both, UseKind.Failure, $"operator {name}");
        return both;
    }

    private bool IsForeignOperator(JsonElement expression, string name)
    {
        if (expression.Field("name"u8).Names() is [var schema, _]) return schema != "pg_catalog";
        return TotalOperators.Behind(name, expression).Any(catalogue.UserOperators.Contains);
    }

    private Flow SubLink(JsonElement link, LineageScope scope)
    {
        var rows = Query(link.Field("subselect"u8), scope, scope.Ctes);
        if (link.Is("subLinkType"u8, "EXISTS_SUBLINK"u8)) return Flow.None;
        if (link.Is("subLinkType"u8, "EXPR_SUBLINK"u8))
            return rows.Length == 1 ? rows[0].Flow.WithoutOrigin() : throw new UnprovenException("a subquery gives more than one column");
        var all = rows.Aggregate(Flow.None.Derived(), (flow, c) => flow.And(c.Flow)).Derived();
        if (!link.Is("subLinkType"u8, "ANY_SUBLINK"u8) && !link.Is("subLinkType"u8, "ALL_SUBLINK"u8) && !link.Is("subLinkType"u8, "ROWCOMPARE_SUBLINK"u8)) return all;
        var tested = Expression(link.Field("testexpr"u8), scope);
        var name = link.Field("operName"u8).Names() is [.., var last] ? last : "=";
        if (catalogue.UserOperators.Contains(name)) Use(tested.And(all), UseKind.Effect, $"operator {name}");
        else if (!TotalOperators.Compares(name)) Use(tested.And(all), UseKind.Failure, $"operator {name}");
        return tested.And(all).Derived();
    }

    private Flow Xml(JsonElement xml, LineageScope scope)
    {
        var flow = All(xml.Items("args"u8), scope);
        foreach (var item in xml.Items("named_args"u8).Elements) flow = flow.And(Expression(item.IsNode("ResTarget"u8, out var named) ? named.Field("val"u8) : item, scope));
        if (!xml.Is("op"u8, "IS_XMLELEMENT"u8) && !xml.Is("op"u8, "IS_XMLFOREST"u8) && !xml.Is("op"u8, "IS_XMLCONCAT"u8)) Use(flow, UseKind.Failure, "an XML function");
        return flow.Derived();
    }

    /// <summary>Of a window: partitions, order and frame.</summary>
    private Flow Window(JsonElement window, LineageScope scope)
    {
        var partition = All(window.Items("partitionClause"u8), scope);
        Use(partition, UseKind.Choice, "PARTITION BY");
        var order = Flow.None.Derived();
        foreach (var item in window.Items("orderClause"u8).Elements)
            order = order.And(Expression(item.IsNode("SortBy"u8, out var sort) ? sort.Field("node"u8) : item, scope));
        order = order.And(Optional(window.Field("startOffset"u8), scope)).And(Optional(window.Field("endOffset"u8), scope)).Derived();
        Use(order, UseKind.Choice, "a window's ORDER BY");
        var flow = partition.And(order).Derived();
        foreach (var name in (ReadOnlySpan<string?>)[window.Text("refname"u8), window.Text("name"u8)])
            if (name is not null && scope.Windows.TryGetValue(name, out var named)) flow = flow.And(named).Derived();
        return flow;
    }
}
