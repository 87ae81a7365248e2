using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

/// <summary>Whether there is anybody whom a policy speaks of, and anybody who could approve.</summary>
internal static class PolicyPeople
{
    /// <summary>Of an identity provider's people only their tokens tell: with one, nothing is said.</summary>
    public static IEnumerable<PolicyFinding> Of(PolicyConfig policy, IdentityImage identities)
    {
        if (!identities.Providers.IsEmpty) yield break;
        var known = identities.Users.Select(u => new CallerIdentity(u.Key, CallerKind.Human, u.Value, ""))
            .Concat(identities.ServiceAccounts.Select(a => new CallerIdentity(a.Key, CallerKind.Machine, a.Value, ""))).ToList();
        foreach (var group in policy.Subjects.Groups.Where(g => !known.Any(k => k.Groups.Contains(g)) && !identities.RolesOfGroups.ContainsKey(g)))
            yield return new(policy.Name, "unknown group", $"Nobody is in the group '{group}': is it spelled right?", IsWarning: true);
        foreach (var name in policy.Subjects.Identities.Where(n => !known.Any(k => k.Name == n)))
            yield return new(policy.Name, "unknown identity", $"There is nobody called '{name}': is it spelled right?", IsWarning: true);
        if (policy is { Effect: PolicyEffect.Approve, Approval: { } approval } && Approvers(policy, approval, known, identities) is { } finding) yield return finding;
    }

    private static PolicyFinding? Approvers(PolicyConfig policy, ApprovalRequirement approval, List<CallerIdentity> known, IdentityImage identities)
    {
        var groups = PolicyWords.All(approval.Groups, "or");
        var members = known.Where(k => k.Groups.Any(g => approval.Groups.Contains(g))).ToList();
        if (members.Count == 0) return new(policy.Name, "no approver", $"Nobody is in {groups}: what this policy holds is refused when its time is over.", IsWarning: true);
        var approvers = members.Where(k => !identities.Disabled.Contains(k.Name) && identities.RolesOf(k.Groups).Contains(ConsoleRole.Approver)).ToList();
        if (approvers.Count == 0) return new(policy.Name, "no approver", $"Members of {groups} exist, but none of them has the console role approver (see groups), so that nobody can decide.", IsWarning: true);
        if (approvers.Count < approval.Required) return new(policy.Name, "too few approvers", $"It needs {approval.Required} approvals and {Count(approvers.Count)} of {groups} can give one.", IsWarning: true);
        var stuck = approvers.Where(a => policy.Subjects.Matches(a) && approvers.Count - 1 < approval.Required).Select(a => a.Name).ToList();
        return stuck.Count == 0 ? null : new(policy.Name, "nobody else", $"Nobody approves their own: where {PolicyWords.All(stuck, "or")} asks, too few others of {groups} can decide.", IsWarning: true);
    }

    private static string Count(int people) => people == 1 ? "only one person" : $"only {people} people";
}
