using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>What is in force for one column: the strictest method of all rules that name it.</summary>
/// <param name="Rule">The rule that the method comes from.</param>
/// <param name="DenyRule">A rule that forbids the column in predicates; null where none does.</param>
internal sealed record ColumnRule(MaskMethod Method, string Rule, string? DenyRule)
{
    public static ColumnRule Of(MaskingRuleConfig rule) =>
        new(rule.Method, rule.Name, rule.Predicates == PredicateUse.Allow ? null : rule.Name);

    public static ColumnRule Strictest(ColumnRule? a, ColumnRule b)
    {
        if (a is null) return b;
        var method = MaskStrength.Strictest(a.Method, b.Method);
        return new ColumnRule(method, method == a.Method ? a.Rule : b.Rule, a.DenyRule ?? b.DenyRule);
    }
}
