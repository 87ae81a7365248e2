using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>A policy that concerns a session, made ready to be asked.</summary>
internal sealed class PolicyRule
{
    private readonly StatementMatch? sql;
    private readonly PolicyWindow? window;

    public PolicyRule(PolicyConfig policy)
    {
        Policy = policy;
        sql = policy.Sql is null ? null : new StatementMatch(policy.Sql);
        window = policy.When is null ? null : new PolicyWindow(policy.When);
        // An approval that nobody can give is a denial.
        Effect = policy.Effect == PolicyEffect.Approve && policy.Approval is null ? PolicyEffect.Deny : policy.Effect;
    }

    public PolicyConfig Policy { get; }

    public PolicyEffect Effect { get; }

    /// <summary>It does not decide whether the operation runs, but whether its transaction commits.</summary>
    public bool IsAtCommit => Effect == PolicyEffect.Approve && Policy is { At: PolicyMoment.Commit, Scope: PolicyScope.Operation };

    public bool HasWindow => window is not null;

    public bool IsObserver => Policy.Mode == PolicyMode.Observe;

    /// <summary>Where a window cannot be evaluated, a rule that restricts applies and a rule that allows does not.</summary>
    public bool IsInForce(DateTimeOffset now) => window is null || (window.Contains(now) ?? Effect != PolicyEffect.Allow);

    /// <summary>An allow says nothing about operations that another rule restricts, so that erring towards a match is right for every effect.</summary>
    public bool Matches(SqlAnalysis operation) => sql is null || sql.Matches(operation);

    /// <summary>Why what it matches of the operation cannot be held at COMMIT; null where it can.</summary>
    public string? WhyNotAtCommit(SqlAnalysis operation)
    {
        foreach (var statement in operation.Statements)
            if ((sql is null || sql.Matches(statement)) && CommitKinds.WhyNot(statement) is { } why) return why;
        return null;
    }

    /// <summary>The statement that comes nearest to the match; null where the policy asks for none, or where there is no statement.</summary>
    public StatementFit? NearestFit(SqlAnalysis operation) =>
        sql is null || operation.Statements.IsEmpty ? null : operation.Statements.Select(sql.Fit).MinBy(f => f.Holds ? -1 : f.Missing);

    /// <summary>Null where the policy has no window, or where its zone is unknown here.</summary>
    public bool? IsInWindow(DateTimeOffset now) => window?.Contains(now);

    /// <summary>At session scope no statement is there to match: a rule that asks for one restricts, and does not allow.</summary>
    public bool MatchesConnect => sql is null || Effect != PolicyEffect.Allow;

    public Verdict ToVerdict(System.Collections.Immutable.ImmutableArray<string> observed) => Effect switch
    {
        PolicyEffect.Deny => new Verdict(Effect, Policy.Name, Policy.Message ?? $"Denied by policy {Policy.Name}.", null, observed),
        PolicyEffect.Approve => new Verdict(Effect, Policy.Name, null, Policy.Approval, observed),
        _ => new Verdict(PolicyEffect.Allow, Policy.Name, null, null, observed),
    };
}
