using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>The name that the server gives to an output column without AS (FigureColname in parse_target.c).</summary>
internal static class OutputName
{
    /// <summary>Null for a star, which keeps its columns' names.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.IsNode("ColumnRef"u8, out var column)) return column.Field("fields"u8).Names() is [.., var last] ? last : null;
        if (value.IsNode("A_Indirection"u8, out var path)) return path.Field("indirection"u8).Names() is [.., var field] ? field : Of(path.Field("arg"u8));
        if (value.IsNode("FuncCall"u8, out var call)) return call.Field("funcname"u8).Names() is [.., var function] ? function : null;
        if (value.IsNode("TypeCast"u8, out var cast)) return Known(Of(cast.Field("arg"u8))) ?? (cast.Field("typeName"u8).Field("names"u8).Names() is [.., var type] ? type : null);
        if (value.IsNode("CollateClause"u8, out var collate)) return Of(collate.Field("arg"u8));
        if (value.IsNode("CaseExpr"u8, out var choice)) return Known(Of(choice.Field("defresult"u8))) ?? "case";
        if (value.IsNode("A_Expr"u8, out var expression) && expression.Is("kind"u8, "AEXPR_NULLIF"u8)) return "nullif";
        if (value.IsNode("CoalesceExpr"u8, out _)) return "coalesce";
        if (value.IsNode("A_ArrayExpr"u8, out _)) return "array";
        if (value.IsNode("RowExpr"u8, out _)) return "row";
        if (value.IsNode("MinMaxExpr"u8, out var bound)) return bound.Is("op"u8, "IS_LEAST"u8) ? "least" : "greatest";
        if (value.IsNode("XmlExpr"u8, out var xml)) return xml.Text("op"u8)?.Replace("IS_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (value.IsNode("XmlSerialize"u8, out _)) return "xmlserialize";
        return value.IsNode("SubLink"u8, out var link) ? OfSubLink(link) : "?column?";
    }

    private static string? OfSubLink(JsonElement link)
    {
        if (link.Is("subLinkType"u8, "EXISTS_SUBLINK"u8)) return "exists";
        if (link.Is("subLinkType"u8, "ARRAY_SUBLINK"u8)) return "array";
        if (!link.Is("subLinkType"u8, "EXPR_SUBLINK"u8) || !link.Field("subselect"u8).IsNode("SelectStmt"u8, out var select)) return "?column?";
        foreach (var item in select.Items("targetList"u8).Elements)
            if (item.IsNode("ResTarget"u8, out var target)) return target.Text("name"u8) ?? Of(target.Field("val"u8));
        return "?column?";
    }

    private static string? Known(string? name) => name is "?column?" ? null : name;
}
