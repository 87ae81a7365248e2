using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>The policies that can concern one caller on one connection. Immutable; made once a session and again at each snapshot.</summary>
public sealed class SessionPolicies
{
    public SessionPolicies(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) => throw new NotImplementedException();

    /// <summary>No operation-scope policy concerns this session: every operation is allowed unseen.</summary>
    public bool AllowsEveryOperation => throw new NotImplementedException();

    /// <summary>May the caller connect? Without an allow at session scope the answer is a denial. An approve needs a grant, which the caller of this looks up.</summary>
    public Verdict DecideSession(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Deny beats approve beats allow; no match allows (the session-scope allow stands for it). An opaque statement counts as every kind, table and function for deny and approve. No allocation for an analysis decided before.</summary>
    public Verdict DecideOperation(SqlAnalysis operation, DateTimeOffset now) => throw new NotImplementedException();
}
