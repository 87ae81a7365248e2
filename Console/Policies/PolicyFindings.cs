using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

/// <summary>Something about a policy that its author should know, though it is no mistake.</summary>
/// <param name="Word">In one or two words.</param>
/// <param name="IsWarning">The policy does less, or keeps out more, than it seems to; otherwise it is only worth knowing.</param>
/// <param name="Other">Another policy that it is about.</param>
public sealed record PolicyFinding(string Policy, string Word, string Text, bool IsWarning, string? Other = null);

/// <summary>Looks at all policies together.</summary>
public static class PolicyFindings
{
    /// <param name="identities">Null where nothing is to be said of them.</param>
    public static ImmutableArray<PolicyFinding> Of(IReadOnlyList<PolicyConfig> policies, IReadOnlyList<ConnectionConfig> connections, IdentityImage? identities) =>
    [
        .. policies.SelectMany(p => Places(p, policies, connections)),
        .. identities is null ? [] : policies.SelectMany(p => PolicyPeople.Of(p, identities)),
    ];

    private static IEnumerable<PolicyFinding> Places(PolicyConfig policy, IReadOnlyList<PolicyConfig> all, IReadOnlyList<ConnectionConfig> connections)
    {
        if (!connections.Any(policy.Connections.Matches))
        {
            if (connections.Count > 0) yield return new(policy.Name, "no connection", "There is no connection that it concerns: it does nothing now.", IsWarning: true);
            yield break;
        }

        var others = all.Where(o => o.Name != policy.Name && o.Mode == PolicyMode.Enforce).ToList();
        if (Shadow(policy, others, connections) is { } shadow) yield return shadow;
        else if (policy is { Scope: PolicyScope.Operation, Effect: PolicyEffect.Allow })
            yield return new(policy.Name, "no effect", "Whoever is connected may do whatever no policy denies or holds. An allow takes nothing away from those; it only puts its name into the recording.", IsWarning: false);
        if (policy is { Scope: PolicyScope.Session, Effect: PolicyEffect.Approve } && !others.Any(o => Admits(o, policy, connections)))
            yield return new(policy.Name, "nobody may connect", "An approval can be asked for only where another policy lets somebody connect, and none does: everybody is refused without being asked.", IsWarning: true);
    }

    private static PolicyFinding? Shadow(PolicyConfig policy, List<PolicyConfig> others, IReadOnlyList<ConnectionConfig> connections)
    {
        // What admits to a session is needed even where an approval comes on top of it.
        bool IsNeeded(PolicyConfig other) => policy is { Scope: PolicyScope.Session, Effect: PolicyEffect.Allow } && other.Effect == PolicyEffect.Approve;
        var covering = others.Where(o => PolicyCover.Covers(o, policy, connections) && !IsNeeded(o)).ToList();
        if (covering.FirstOrDefault(o => o.Effect != policy.Effect && PolicyCover.GoesBefore(o, policy)) is { } stronger)
        {
            var beats = stronger.Effect == PolicyEffect.Deny ? "denies" : "holds";
            return new(policy.Name, "never decides", $"{stronger.Name} {beats} everything that this one speaks of, and {PolicyWords.Effect(stronger.Effect)} goes before {PolicyWords.Effect(policy.Effect)}: this one never has its way.", IsWarning: true, stronger.Name);
        }

        if (covering.FirstOrDefault(o => o.Effect == policy.Effect && IsSaidBy(o, policy, connections)) is not { } same)
        {
            return policy.At == PolicyMoment.Commit && others.FirstOrDefault(o => o.Effect == PolicyEffect.Approve && PolicyCover.AreApart(o, policy) && PolicyCover.Covers(o, policy with { At = PolicyMoment.Statement }, connections)) is { } before
                ? new(policy.Name, "asked twice", $"{before.Name} holds all of this before it runs: each such write needs two approvals, one at the statement and one at COMMIT.", IsWarning: false, before.Name)
                : null;
        }

        return policy.Effect == PolicyEffect.Approve
            ? new(policy.Name, "never decides", $"{same.Name} asks for approval of all that this one does, and at least as strictly: this one is never asked.", IsWarning: true, same.Name)
            : new(policy.Name, "said twice", $"{same.Name} says all of this already.", IsWarning: false, same.Name);
    }

    /// <summary>Of two that say exactly the same, one is reported.</summary>
    private static bool IsSaidBy(PolicyConfig other, PolicyConfig policy, IReadOnlyList<ConnectionConfig> connections) =>
        PolicyCover.GoesBefore(other, policy) || (policy.Effect != PolicyEffect.Approve && !PolicyCover.Covers(policy, other, connections));

    private static bool Admits(PolicyConfig other, PolicyConfig policy, IReadOnlyList<ConnectionConfig> connections) =>
        other is { Scope: PolicyScope.Session, Effect: PolicyEffect.Allow } && connections.Any(c => other.Connections.Matches(c) && policy.Connections.Matches(c));
}
