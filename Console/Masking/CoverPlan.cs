using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

/// <summary>A rule that would be made, or be extended, to mask columns.</summary>
/// <param name="Before">Null for a new one.</param>
/// <param name="Added">The patterns that come in.</param>
public sealed record PlannedRule(MaskingRuleConfig Rule, MaskingRuleConfig? Before, string Class, ImmutableArray<string> Added);

/// <summary>How open columns would be masked: by class, each with the method that leaves people what they need of it.</summary>
public static class CoverPlan
{
    private const int LongestName = 63;

    /// <param name="columns">What to mask.</param>
    /// <param name="all">All that looks sensitive on the connection, masked or not: rules that mask some of a class take in the others of it.</param>
    public static ImmutableArray<PlannedRule> For(string connection, IReadOnlyCollection<SensitiveColumn> columns, IReadOnlyCollection<SensitiveColumn> all, IReadOnlyCollection<MaskingRuleConfig> rules) =>
        [.. columns.GroupBy(c => c.Class, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Plan(connection, g, all, rules))];

    private static PlannedRule Plan(string connection, IGrouping<string, SensitiveColumn> columns, IReadOnlyCollection<SensitiveColumn> all, IReadOnlyCollection<MaskingRuleConfig> rules)
    {
        ImmutableArray<string> added = [.. columns.Select(c => c.Pattern).Distinct(StringComparer.Ordinal)];
        if (Akin(connection, columns.Key, all, rules) is { } akin)
            return new PlannedRule(akin with { Columns = [.. akin.Columns.Concat(added).Distinct(StringComparer.Ordinal)] }, akin, columns.Key, added);
        var rule = new MaskingRuleConfig
        {
            Name = FreeName($"{connection}-{columns.Key}", rules),
            Connections = new ConnectionMatch { Names = [connection] },
            Columns = added,
            Method = MethodFor(columns.Key),
            Predicates = columns.Key is "password" or "secret" or "payment-card" or "us-ssn" ? PredicateUse.Deny : PredicateUse.Allow,
        };
        return new PlannedRule(rule, null, columns.Key, added);
    }

    /// <summary>A rule for this connection alone that masks columns of this class and of no other: what it says of them holds for these as well.</summary>
    private static MaskingRuleConfig? Akin(string connection, string what, IReadOnlyCollection<SensitiveColumn> all, IReadOnlyCollection<MaskingRuleConfig> rules) => rules.FirstOrDefault(r =>
        r.Connections.Tags.IsEmpty && r.Connections.Names is [var only] && only == connection && !r.Columns.IsEmpty
        && all.Where(c => c.State == CoverageState.Masked && c.Rules.Contains(r.Name)).Select(c => c.Class).Distinct(StringComparer.Ordinal).ToList() is [var single] && single == what);

    /// <summary>Enough to recognise a value by, where people need that; nothing where they do not. What is no text becomes NULL by any of them.</summary>
    public static MaskMethod MethodFor(string what) => what switch
    {
        "payment-card" or "us-ssn" or "iban" or "phone" => new MaskMethod(MaskKind.Partial, KeepLast: 4),
        "email" => new MaskMethod(MaskKind.Partial, KeepFirst: 2),
        "birth-date" or "salary" => new MaskMethod(MaskKind.Null),
        _ => new MaskMethod(MaskKind.Redact),
    };

    private static string FreeName(string wanted, IReadOnlyCollection<MaskingRuleConfig> rules)
    {
        wanted = wanted.Length > LongestName - 3 ? wanted[..(LongestName - 3)] : wanted;
        return Enumerable.Range(1, rules.Count + 1).Select(n => n == 1 ? wanted : $"{wanted}-{n}").First(name => !rules.Any(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)));
    }
}
