using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>The policies that can concern one caller on one connection. Immutable but for what it remembers; made once a session and again at each snapshot. Thread-safe.</summary>
public sealed class SessionPolicies
{
    private readonly ImmutableArray<PolicyRule> sessionRules;
    private readonly ImmutableArray<PolicyRule> operationRules;
    private readonly string noRight;
    private readonly VerdictMemory memory = new();

    public SessionPolicies(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller)
    {
        var concerned = snapshot.Policies.Where(p => p.Subjects.Matches(caller) && p.Connections.Matches(connection)).ToList();
        sessionRules = [.. concerned.Where(p => p.Scope == PolicyScope.Session).Select(p => new PolicyRule(p))];
        operationRules = [.. concerned.Where(p => p.Scope == PolicyScope.Operation).Select(p => new PolicyRule(p))];
        noRight = NoRight(connection, caller);
    }

    /// <summary>No operation-scope policy concerns this session: every operation is allowed unseen.</summary>
    public bool AllowsEveryOperation => operationRules.IsEmpty;

    /// <summary>May the caller connect? Without an allow at session scope the answer is a denial, even where another policy would ask for approval. An approve needs a grant, which the caller of this looks up.</summary>
    public Verdict DecideSession(DateTimeOffset now)
    {
        var matching = default(RulePrecedence);
        foreach (var rule in sessionRules)
        {
            if (rule.MatchesConnect && rule.IsInForce(now)) matching.Add(rule);
        }
        return matching.ConcludeSession(noRight);
    }

    /// <summary>Deny beats approve beats allow; no match allows (the session-scope allow stands for it). An opaque statement counts as every kind, table and function. No allocation for an analysis decided before, where no time window had a say.</summary>
    public Verdict DecideOperation(SqlAnalysis operation, DateTimeOffset now)
    {
        if (operationRules.IsEmpty) return Verdict.Allowed;
        operation = operation.Pattern;
        if (memory.Find(operation) is { } known) return known;
        var matching = default(RulePrecedence);
        var hasWindow = false;
        foreach (var rule in operationRules)
        {
            if (!rule.Matches(operation)) continue;
            hasWindow |= rule.HasWindow;
            if (rule.IsInForce(now)) matching.Add(rule);
        }
        var verdict = matching.ConcludeOperation();
        if (!hasWindow) memory.Keep(operation, verdict);
        return verdict;
    }

    internal static string NoRight(ConnectionConfig connection, CallerIdentity caller) => $"No policy allows {caller.Name} to connect to {connection.Name}.";
}
