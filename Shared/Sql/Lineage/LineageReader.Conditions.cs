using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>What chooses rows: WHERE, HAVING, ON and their like.</content>
internal sealed partial class LineageReader
{
    private void Condition(JsonElement condition, LineageScope scope, string where)
    {
        if (condition.ValueKind != JsonValueKind.Object) return;
        if (condition.IsNode("BoolExpr"u8, out var boolean))
        {
            foreach (var arm in boolean.Items("args"u8).Elements) Condition(arm, scope, where);
            return;
        }
        if (condition.IsNode("A_Expr"u8, out var comparison) && IsEquality(comparison, out var isArray))
        {
            Equality(comparison, isArray, scope, where);
            return;
        }
        if (condition.IsNode("NullTest"u8, out var test))
        {
            // That a value is NULL is seen in the answer anyway.
            var tested = Expression(test.Field("arg"u8), scope);
            Use(tested, tested.IsCopy ? UseKind.Equality : UseKind.Choice, where, Flow.Null);
            return;
        }
        Use(Expression(condition, scope), UseKind.Choice, where);
    }

    private bool IsEquality(JsonElement comparison, out bool isArray)
    {
        isArray = comparison.Is("kind"u8, "AEXPR_OP_ANY"u8);
        if (IsForeignOperator(comparison, "=") || comparison.Field("name"u8).Names() is not [.., "="]) return false;
        return isArray || comparison.Is("kind"u8, "AEXPR_OP"u8) || comparison.Is("kind"u8, "AEXPR_IN"u8) || comparison.Is("kind"u8, "AEXPR_NOT_DISTINCT"u8);
    }

    private void Equality(JsonElement comparison, bool isArray, LineageScope scope, string where)
    {
        var (l, r) = (comparison.Field("lexpr"u8), comparison.Field("rexpr"u8));
        var left = Expression(l, scope);
        var right = Expression(r, scope);
        if (left.IsConstant && right.IsConstant) return;
        // Anything but a column's own value against what the caller wrote, or against another column, chooses.
        if (!left.IsCopy || !right.IsCopy || left.IsUnknown || right.IsUnknown)
        {
            if (right.IsConstant && left.IsCopy && !left.IsUnknown && Constants(r, left, isArray)) Use(left, UseKind.Equality, where, right);
            else Use(left.And(right), UseKind.Choice, where);
            return;
        }
        if (left.IsConstant && !isArray && Constants(l, right, false)) Use(right, UseKind.Equality, where, left);
        else if (right.IsConstant && Constants(r, left, isArray)) Use(left, UseKind.Equality, where, right);
        else if (left.IsConstant || right.IsConstant) Use(left.And(right), UseKind.Choice, where);
        else
        {
            Use(left, UseKind.Equality, where, right);
            Use(right, UseKind.Equality, where, left);
        }
    }

    /// <summary>Notes what a column is compared with. False where that is more than constants and parameters.</summary>
    private bool Constants(JsonElement node, Flow column, bool isArray)
    {
        var found = comparands.Count;
        if (Gather(node, isArray, true)) return true;
        comparands.RemoveRange(found, comparands.Count - found);
        return false;

        bool Gather(JsonElement value, bool array, bool isExact)
        {
            if (value.IsNode("A_Const"u8, out var constant))
            {
                comparands.Add(new Comparand(column, constant.Number("location"u8), 0, array, isExact, array ? 1 + (constant.Field("sval"u8).Text("sval"u8) ?? "").Count(c => c == ',') : 1));
                return true;
            }
            if (value.IsNode("ParamRef"u8, out var parameter))
            {
                comparands.Add(new Comparand(column, -1, parameter.Number("number"u8), array, isExact));
                return true;
            }
            if (value.IsNode("TypeCast"u8, out var cast)) return Gather(cast.Field("arg"u8), array, isExact && IsTextType(cast.Field("typeName"u8), mayBeArray: true) && cast.Field("typeName"u8).Items("typmods"u8).Length == 0);
            var items = value.IsNode("List"u8, out var list) ? list.Items("items"u8) : value.IsNode("A_ArrayExpr"u8, out var elements) ? elements.Items("elements"u8) : default;
            if (items.Length == 0) return false;
            foreach (var item in items.Elements)
                if (!Gather(item, false, isExact)) return false;
            return true;
        }
    }
}
