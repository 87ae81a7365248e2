using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

/// <summary>Something about a rule that its author should know, though it is no mistake.</summary>
/// <param name="Word">In one or two words.</param>
/// <param name="IsWarning">The rule does less than it seems to; otherwise it is only worth knowing.</param>
/// <param name="Other">Another rule that it is about.</param>
public sealed record MaskingFinding(string Rule, string Word, string Text, bool IsWarning, string? Other = null);

/// <summary>Looks at all rules together.</summary>
public static class MaskingFindings
{
    /// <param name="identities">Null where nothing is to be said of them.</param>
    public static ImmutableArray<MaskingFinding> Of(IReadOnlyList<MaskingRuleConfig> rules, IReadOnlyList<ConnectionConfig> connections, IdentityImage? identities) =>
    [
        .. rules.Where(r => !connections.Any(r.Connections.Matches)).Select(NoConnection),
        .. identities is null ? [] : rules.SelectMany(r => Unknown(r, identities)),
        .. RuleOverlap.Find(rules, connections).SelectMany(Overlap),
    ];

    private static MaskingFinding NoConnection(MaskingRuleConfig rule) =>
        new(rule.Name, "no connection", $"There is no connection that is {(rule.Connections.Names.IsDefaultOrEmpty ? "" : "named and ")}tagged so: the rule masks nothing now.", IsWarning: true);

    /// <summary>Of an identity provider's groups only its tokens tell, so that with one nothing is unknown.</summary>
    private static IEnumerable<MaskingFinding> Unknown(MaskingRuleConfig rule, IdentityImage identities)
    {
        if (!identities.Providers.IsEmpty) yield break;
        var groups = identities.RolesOfGroups.Keys.Concat(identities.Users.Values.Concat(identities.ServiceAccounts.Values).SelectMany(g => g)).ToHashSet(StringComparer.Ordinal);
        foreach (var group in rule.Exempt.Groups.Where(g => !groups.Contains(g)))
            yield return new(rule.Name, "unknown group", $"Nobody is in the group '{group}', which is exempt here: is it spelled right?", IsWarning: true);
        foreach (var name in rule.Exempt.Identities.Where(n => !identities.Users.ContainsKey(n) && !identities.ServiceAccounts.ContainsKey(n)))
            yield return new(rule.Name, "unknown identity", $"There is nobody called '{name}', who is exempt here: is it spelled right?", IsWarning: true);
    }

    private static IEnumerable<MaskingFinding> Overlap(RuleOverlap overlap)
    {
        yield return Seen(overlap, overlap.First, overlap.Second);
        yield return Seen(overlap, overlap.Second, overlap.First);
    }

    private static MaskingFinding Seen(RuleOverlap overlap, string rule, string other)
    {
        var what = MaskingWords.Listing([.. overlap.What.Select(w => w.Contains('.', StringComparison.Ordinal) ? MaskingWords.Column(w) : MaskingWords.Detector(w))], "and");
        var winner = overlap.Rule is null ? "" : overlap.Rule == rule ? ", as this rule says" : $", as {overlap.Rule} says";
        var predicates = overlap.DenyRule is null ? "" : $" Use in WHERE is refused{(overlap.DenyRule == rule ? "" : $", as {overlap.DenyRule} says")}.";
        var text = $"On {MaskingWords.Listing(overlap.Connections, "and")} {other} also concerns {what}. The stricter of two holds: {MaskingWords.Method(overlap.Method)}{winner}.{predicates} Whoever is exempt from one of them still gets the other's mask.";
        return new(rule, "two rules", text, IsWarning: false, other);
    }
}
