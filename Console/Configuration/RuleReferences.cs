using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>A policy or masking rule that has to do with somebody.</summary>
/// <param name="Kind">policy or masking rule.</param>
/// <param name="How">In words: whom it concerns, who approves, whom it spares.</param>
public sealed record RuleReference(string Kind, string Name, string How, PolicyEffect? Effect = null);

/// <summary>Which rules have to do with an identity or a group.</summary>
public static class RuleReferences
{
    /// <summary>Rules that name the group.</summary>
    public static IReadOnlyList<RuleReference> OfGroup(ConsoleConfig config, string group) =>
    [
        .. config.Policies.Each().Select(p => p.Item).Where(p => p.Subjects.Groups.Contains(group)).Select(p => new RuleReference("policy", p.Name, "concerns its members", p.Effect)),
        .. config.Policies.Each().Select(p => p.Item).Where(p => p.Approval?.Groups.Contains(group) == true).Select(p => new RuleReference("policy", p.Name, "its members approve", p.Effect)),
        .. config.MaskingRules.Each().Select(r => r.Item).Where(r => r.Exempt.Groups.Contains(group)).Select(r => new RuleReference("masking rule", r.Name, "spares its members")),
    ];

    /// <summary>Rules that concern the identity, those for everybody included.</summary>
    public static IReadOnlyList<RuleReference> Of(ConsoleConfig config, CallerIdentity identity) =>
    [
        .. config.Policies.Each().Select(p => p.Item).Where(p => p.Subjects.Matches(identity))
            .Select(p => new RuleReference("policy", p.Name, Why(p.Subjects, identity), p.Effect)),
        .. config.Policies.Each().Select(p => p.Item).Where(p => p.Approval?.Groups.Any(g => identity.Groups.Contains(g)) == true)
            .Select(p => new RuleReference("policy", p.Name, "may approve", p.Effect)),
        .. config.MaskingRules.Each().Select(r => r.Item)
            .Select(r => new RuleReference("masking rule", r.Name, !r.Exempt.IsEmpty() && r.Exempt.Matches(identity) ? "spares it: " + Why(r.Exempt, identity) : "masks for it")),
    ];

    private static string Why(SubjectMatch match, CallerIdentity identity)
    {
        if (match.IsEmpty()) return "for everybody";
        List<string> reasons = [];
        if (match.Identities.Contains(identity.Name)) reasons.Add("by name");
        if (identity.Groups.FirstOrDefault(g => match.Groups.Contains(g)) is { } group) reasons.Add($"as a member of {group}");
        if (match.Kinds.Contains(identity.Kind)) reasons.Add(identity.Kind == CallerKind.Machine ? "as a machine" : "as a person");
        return string.Join(", ", reasons);
    }
}
