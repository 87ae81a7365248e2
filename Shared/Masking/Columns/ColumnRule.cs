using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>What is in force for one column: the strictest of all rules that name it.</summary>
/// <param name="Rule">The rule that the method comes from.</param>
/// <param name="Rules">All of them.</param>
/// <param name="Predicates">Whether it may choose rows.</param>
/// <param name="DenyRule">The rule that forbids it there, or all but comparisons for being equal; null where it may freely.</param>
internal sealed record ColumnRule(MaskMethod Method, string Rule, ImmutableSortedSet<string> Rules, PredicateUse Predicates, string? DenyRule)
{
    public static ColumnRule Of(MaskingRuleConfig rule) =>
        new(rule.Method, rule.Name, [rule.Name], rule.Predicates, rule.Predicates == PredicateUse.Allow ? null : rule.Name);

    public static ColumnRule Strictest(ColumnRule? a, ColumnRule b)
    {
        if (a is null || a == b) return b;
        var method = MaskStrength.Strictest(a.Method, b.Method);
        var deciding = a.Predicates >= b.Predicates ? a : b;
        return new ColumnRule(method, method == a.Method ? a.Rule : b.Rule, a.Rules.Union(b.Rules), deciding.Predicates, deciding.DenyRule);
    }

    /// <summary>For a value that is computed from the column: characters kept of it would be other ones.</summary>
    public ColumnRule Computed() => this with { Method = MaskStrength.Strictest(Method, MaskStrength.Redact) };

    /// <summary>For a column of a view or a generated one that holds other values than the column's own: to compare it for being equal would be to compare a part of the value, or a guess that the view makes.</summary>
    public ColumnRule Incomparable() => Predicates == PredicateUse.Equality ? this with { Predicates = PredicateUse.Deny } : this;

    public bool Equals(ColumnRule? other) =>
        other is not null && Method == other.Method && Rule == other.Rule && Predicates == other.Predicates && DenyRule == other.DenyRule && Rules.SetEquals(other.Rules);

    public override int GetHashCode() => HashCode.Combine(Method, Rule, Predicates, DenyRule, Rules.Count);
}
