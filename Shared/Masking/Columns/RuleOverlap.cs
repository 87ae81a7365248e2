using System.Collections.Immutable;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Two rules that speak about the same thing on the same connection, and what comes of it for a caller whom neither exempts.</summary>
/// <param name="What">Column patterns, words of detectors and names of patterns that both have.</param>
/// <param name="Connections">Names of the connections that both concern.</param>
/// <param name="Method">What is in force: the stricter method of the two, or of two <c>partial</c> the fewest characters at each end.</param>
/// <param name="Rule">The rule that the method comes from; null where both say the same or each gives part of it.</param>
/// <param name="DenyRule">The rule whose ban on predicates holds for both; null where neither or both have one.</param>
public sealed record RuleOverlap(string First, string Second, ImmutableArray<string> What, ImmutableArray<string> Connections, MaskMethod Method, string? Rule, string? DenyRule)
{
    /// <summary>Every pair once, in the order of the rules.</summary>
    public static ImmutableArray<RuleOverlap> Find(IReadOnlyList<MaskingRuleConfig> rules, IReadOnlyList<ConnectionConfig> connections) =>
    [
        .. from i in Enumerable.Range(0, rules.Count)
           from j in Enumerable.Range(i + 1, rules.Count - i - 1)
           let overlap = Between(rules[i], rules[j], connections)
           where overlap is not null
           select overlap,
    ];

    private static RuleOverlap? Between(MaskingRuleConfig a, MaskingRuleConfig b, IReadOnlyList<ConnectionConfig> connections)
    {
        var columns = from x in Patterns(a) from y in Patterns(b) let both = x.Shared(y) where both is not null select both;
        ImmutableArray<string> what = [.. columns.Distinct(StringComparer.OrdinalIgnoreCase), .. a.Searched().Intersect(b.Searched(), StringComparer.Ordinal)];
        if (what.IsEmpty) return null;
        ImmutableArray<string> where = [.. connections.Where(c => a.Connections.Matches(c) && b.Connections.Matches(c)).Select(c => c.Name)];
        if (where.IsEmpty) return null;
        var method = MaskStrength.Strictest(a.Method, b.Method);
        var rule = a.Method == b.Method ? null : method == a.Method ? a.Name : method == b.Method ? b.Name : null;
        return new RuleOverlap(a.Name, b.Name, what, where, method, rule, Denies(a) == Denies(b) ? null : Denies(a) ? a.Name : b.Name);
    }

    private static IEnumerable<ColumnPattern> Patterns(MaskingRuleConfig rule) => rule.Columns.Select(c => ColumnPattern.TryParse(c, out var pattern) ? pattern : null).OfType<ColumnPattern>();

    private static bool Denies(MaskingRuleConfig rule) => rule.Predicates != PredicateUse.Allow;
}
