using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>A verdict and what each policy of its scope had to do with it: the parts that <see cref="SessionPolicies"/> decides with, asked one by one. For people; it allocates.</summary>
/// <param name="Verdict">The one that <see cref="SessionPolicies"/> gives.</param>
/// <param name="Parts">In the order of the snapshot.</param>
public sealed record PolicyExplanation(Verdict Verdict, ImmutableArray<PolicyPart> Parts)
{
    /// <summary>To connect, each link of a chain needs an allow of its own: who has none. Empty for an operation.</summary>
    public ImmutableArray<string> Lacking { get; init; } = [];

    /// <summary>Why the caller may, or may not, connect.</summary>
    public static PolicyExplanation OfSession(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, DateTimeOffset now)
    {
        var asked = Ask(snapshot, connection, caller, now, PolicyScope.Session, rule => rule.MatchesConnect, _ => null);
        var matching = Gather(asked);
        var lacking = caller.Chain.Where(link => !asked.Any(a => a.Part.Applies && !a.Rule.IsObserver && a.Part.Effect == PolicyEffect.Allow && a.Part.Policy.Subjects.Matches(link))).Select(link => link.Name).ToImmutableArray();
        if (!lacking.IsEmpty) matching.WithdrawAllow();
        return new PolicyExplanation(matching.ConcludeSession(SessionPolicies.NoRight(connection, caller, lacking.IsEmpty ? caller.Name : lacking[0])), Roles(asked, matching.OfSession)) { Lacking = lacking };
    }

    /// <summary>Why the operation may, or may not, run.</summary>
    public static PolicyExplanation OfOperation(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, SqlAnalysis operation, DateTimeOffset now)
    {
        var asked = Ask(snapshot, connection, caller, now, PolicyScope.Operation, rule => rule.Matches(operation), rule => rule.NearestFit(operation));
        var matching = Gather(asked, operation);
        return new PolicyExplanation(matching.ConcludeOperation(), Roles(asked, matching.OfOperation, matching.OfCommit));
    }

    /// <summary>Why the request may, or may not, be sent.</summary>
    public static PolicyExplanation OfOperation(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, HttpOperation operation, DateTimeOffset now)
    {
        var asked = Ask(snapshot, connection, caller, now, PolicyScope.Operation, rule => rule.Matches(operation), _ => null);
        var matching = Gather(asked, operation);
        return new PolicyExplanation(matching.ConcludeOperation(), Roles(asked, matching.OfOperation, matching.OfCommit));
    }

    private static List<(PolicyRule Rule, PolicyPart Part)> Ask(
        AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, DateTimeOffset now, PolicyScope scope, Func<PolicyRule, bool> matches, Func<PolicyRule, StatementFit?> fit)
    {
        var asked = new List<(PolicyRule, PolicyPart)>();
        foreach (var policy in snapshot.Policies.Where(p => p.Scope == scope))
        {
            var rule = new PolicyRule(policy);
            var (isCaller, isConnection, isMatch) = (policy.Subjects.MatchesAny(caller), policy.Connections.Matches(connection), matches(rule));
            asked.Add((rule, new PolicyPart(
                policy, rule.Effect, isCaller, isConnection, rule.IsInWindow(now), isMatch, fit(rule), isCaller && isConnection && isMatch && rule.IsInForce(now), PolicyRole.Silent, null)
            {
                Links = caller.Actors.IsEmpty ? [] : [.. caller.Chain.Where(policy.Subjects.Matches).Select(link => link.Name)],
            }));
        }

        return asked;
    }

    private static RulePrecedence Gather(List<(PolicyRule Rule, PolicyPart Part)> asked, AskedOperation? operation = null)
    {
        var matching = default(RulePrecedence);
        foreach (var (rule, part) in asked)
            if (part.Applies) matching.Add(rule, operation);
        return matching;
    }

    private static ImmutableArray<PolicyPart> Roles(List<(PolicyRule Rule, PolicyPart Part)> asked, PolicyRule? decides, PolicyRule? holds = null) =>
    [
        .. asked.Select(a => !a.Part.Applies ? a.Part
            : a.Rule.IsObserver ? a.Part with { Role = PolicyRole.Observes }
            : ReferenceEquals(a.Rule, holds) ? a.Part with { Role = PolicyRole.HoldsCommit }
            : holds is not null && a.Rule.IsAtCommit ? a.Part with { Role = PolicyRole.Beaten, BeatenBy = holds.Policy.Name }
            : decides is null ? a.Part with { Role = PolicyRole.Unsupported }
            : ReferenceEquals(a.Rule, decides) ? a.Part with { Role = PolicyRole.Decides }
            : a.Part with { Role = PolicyRole.Beaten, BeatenBy = decides.Policy.Name }),
    ];
}
