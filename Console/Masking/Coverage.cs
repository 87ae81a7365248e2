using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

public enum CoverageState
{
    /// <summary>Nobody hides it.</summary>
    Open,
    /// <summary>A rule names the column.</summary>
    Masked,
    /// <summary>A rule has the detector that finds its values; what the detector does not find is shown.</summary>
    Searched,
    /// <summary>Open, and somebody said that it may be.</summary>
    Dismissed,
}

/// <summary>A column that looks sensitive, and what hides it.</summary>
/// <param name="Rules">The rules that do, in the order of the configuration.</param>
public sealed record SensitiveColumn(ColumnName Name, string Class, bool ByName, double? Share, string? DismissedBy, CoverageState State, ImmutableArray<string> Rules)
{
    /// <summary><c>public.customers.email</c> as a rule can name it: a part that a pattern cannot say is any.</summary>
    public string Pattern => PatternOf(Name);

    /// <inheritdoc cref="Pattern"/>
    public static string PatternOf(ColumnName name) => $"{Part(name.Schema)}.{Part(name.Table)}.{Part(name.Column)}";

    private static string Part(string name) => name.AsSpan().IndexOfAny('.', '*') >= 0 || name.Trim().Length != name.Length ? "*" : name;
}

/// <summary>What masking rules leave open of what looks sensitive.</summary>
public static class Coverage
{
    public static ImmutableArray<SensitiveColumn> Of(ConnectionConfig connection, IEnumerable<MaskingRuleConfig> rules, IEnumerable<SensitiveColumnEntity> findings)
    {
        var here = rules.Where(r => r.Connections.Matches(connection)).Select(r => (Rule: r, Patterns: Patterns(r))).ToList();
        return [.. findings.Select(f => Judge(f, here))];
    }

    private static SensitiveColumn Judge(SensitiveColumnEntity finding, List<(MaskingRuleConfig Rule, ImmutableArray<ColumnPattern> Patterns)> rules)
    {
        var name = new ColumnName(finding.Schema, finding.Table, finding.Column);
        ImmutableArray<string> naming = [.. rules.Where(r => r.Patterns.Any(p => p.CoversRelation(name.Schema, name.Table) && p.CoversColumn(name.Column))).Select(r => r.Rule.Name)];
        ImmutableArray<string> searching = finding.Share > 0 ? [.. rules.Where(r => r.Rule.Searched().Contains(finding.Class, StringComparer.Ordinal)).Select(r => r.Rule.Name)] : [];
        var (state, by) = (naming, searching, finding.DismissedBy) switch
        {
            ({ IsEmpty: false }, _, _) => (CoverageState.Masked, naming),
            (_, { IsEmpty: false }, _) => (CoverageState.Searched, searching),
            (_, _, not null) => (CoverageState.Dismissed, naming),
            _ => (CoverageState.Open, naming),
        };
        return new SensitiveColumn(name, finding.Class, finding.ByName, finding.Share, finding.DismissedBy, state, by);
    }

    private static ImmutableArray<ColumnPattern> Patterns(MaskingRuleConfig rule) => [.. rule.Columns.Select(c => ColumnPattern.TryParse(c, out var pattern) ? pattern : null).OfType<ColumnPattern>()];
}
