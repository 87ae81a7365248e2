using System.Collections.Immutable;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>A policy that concerns a session, made ready to be asked.</summary>
internal sealed class PolicyRule
{
    private readonly StatementMatch? sql;
    private readonly RequestMatch? http;
    private readonly PolicyWindow? window;
    private readonly Verdict verdict;

    public PolicyRule(PolicyConfig policy)
    {
        Policy = policy;
        sql = policy.Sql is null ? null : new StatementMatch(policy.Sql);
        http = policy.Http is null ? null : new RequestMatch(policy.Http);
        window = policy.When is null ? null : new PolicyWindow(policy.When);
        // An approval that nobody can give is a denial.
        Effect = policy.Effect == PolicyEffect.Approve && policy.Approval is null ? PolicyEffect.Deny : policy.Effect;
        verdict = MakeVerdict();
    }

    public PolicyConfig Policy { get; }

    public PolicyEffect Effect { get; }

    /// <summary>It does not decide whether the operation runs, but whether its transaction commits.</summary>
    public bool IsAtCommit => Effect == PolicyEffect.Approve && Policy is { At: PolicyMoment.Commit, Scope: PolicyScope.Operation };

    public bool HasWindow => window is not null;

    public bool IsObserver => Policy.Mode == PolicyMode.Observe;

    /// <summary>Where a window cannot be evaluated, a rule that restricts applies and a rule that allows does not.</summary>
    public bool IsInForce(DateTimeOffset now) => window is null || (window.Contains(now) ?? Effect != PolicyEffect.Allow);

    /// <summary>A match on SQL holds for no request, one on HTTP for no statement. An allow says nothing about operations that another rule restricts, so that erring towards a match is right for every effect.</summary>
    public bool Matches(AskedOperation operation) =>
        operation.Http is { } request ? sql is null && (http is null || http.Matches(request, Effect != PolicyEffect.Allow)) : http is null && (sql is null || sql.Matches(operation.Sql!));

    /// <summary>Whether the rule cannot be asked about a request without its body.</summary>
    public bool NeedsBody(HttpOperation request) => sql is null && http is { AsksBody: true } && http.MatchesHead(request);

    /// <summary>Whether it is about this request of a server of MCP.</summary>
    public bool MatchesServer(string method, HttpOperation request) => http?.MatchesServer(method, request) == true;

    /// <summary>Why what it matches of the operation cannot be held at COMMIT; null where it can.</summary>
    public string? WhyNotAtCommit(AskedOperation operation)
    {
        if (operation.Sql is not { } statements) return "a request runs in no transaction";
        foreach (var statement in statements.Statements)
            if ((sql is null || sql.Matches(statement)) && CommitKinds.WhyNot(statement) is { } why) return why;
        return null;
    }

    /// <summary>The statement that comes nearest to the match; null where the policy asks for none, or where there is no statement.</summary>
    public StatementFit? NearestFit(SqlAnalysis operation) =>
        sql is null || operation.Statements.IsEmpty ? null : operation.Statements.Select(sql.Fit).MinBy(f => f.Holds ? -1 : f.Missing);

    /// <summary>Null where the policy has no window, or where its zone is unknown here.</summary>
    public bool? IsInWindow(DateTimeOffset now) => window?.Contains(now);

    /// <summary>At session scope no operation is there to match: a rule that asks for one restricts, and does not allow.</summary>
    public bool MatchesConnect => (sql is null && http is null) || Effect != PolicyEffect.Allow;

    /// <summary>Without observers always the same one.</summary>
    public Verdict ToVerdict(ImmutableArray<string> observed) => observed.IsEmpty ? verdict : verdict with { Observed = observed };

    private Verdict MakeVerdict() => Effect switch
    {
        PolicyEffect.Deny => new Verdict(Effect, Policy.Name, Policy.Message ?? $"Denied by policy {Policy.Name}.", null, []),
        PolicyEffect.Approve => new Verdict(Effect, Policy.Name, null, Policy.Approval, []),
        _ => new Verdict(PolicyEffect.Allow, Policy.Name, null, null, []),
    };
}
