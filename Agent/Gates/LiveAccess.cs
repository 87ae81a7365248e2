using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>Whether a session that was let in may go on. To be asked at each new snapshot and, for what only time changes, every second or so. Thread-safe.</summary>
public sealed class LiveAccess(TimeProvider time)
{
    /// <summary>An approval's grant reaches the agent twice, with the decision and in a snapshot, in either order; after this long it must have come.</summary>
    private static readonly TimeSpan grantDelay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> seenGrants = new();
    private readonly ConcurrentDictionary<Guid, (AccessGrantConfig Grant, DateTimeOffset At)> promised = new();
    private readonly ConditionalWeakTable<SessionState, Standing> standings = [];

    /// <summary>Why the session must end, in words for its caller; null when it may go on.</summary>
    public string? MustEnd(AgentSnapshot snapshot, SessionState session)
    {
        var now = time.GetUtcNow();
        var standing = StandingAt(snapshot, session);
        if (standing.WhyNot is { } words) return words;
        if (standing.KeyEnd <= now) return "the service account key that the session began with has expired";
        return GrantEnd(snapshot, session, now) ?? PolicyEnd(standing.Policies!, session, now);
    }

    /// <summary>A grant is the whole chain's: what somebody asked for through a program is not there for either alone, nor through another.</summary>
    internal static bool Covers(AccessGrantConfig grant, CallerIdentity caller, string connection) =>
        string.Equals(grant.Identity, caller.Name, StringComparison.Ordinal) && string.Equals(grant.Connection, connection, StringComparison.Ordinal) && ActorIdentity.SameChain(grant.Actors, caller.Actors);

    /// <summary>A decision opened a grant that no snapshot has brought yet: whoever connects meanwhile is admitted by it.</summary>
    internal void Promise(AccessGrantConfig grant) => promised[grant.Id] = (grant, time.GetUtcNow());

    /// <summary>The grants that count now: the snapshot's, and those that decisions opened a moment ago.</summary>
    internal IEnumerable<AccessGrantConfig> Grants(AgentSnapshot snapshot)
    {
        foreach (var grant in snapshot.Grants) Saw(grant);
        foreach (var (id, promise) in promised)
        {
            if (seenGrants.ContainsKey(id) || time.GetUtcNow() - promise.At > grantDelay) promised.TryRemove(id, out _);
        }

        return snapshot.Grants.Concat(promised.Values.Select(p => p.Grant));
    }

    /// <summary>Notes that a grant was in a snapshot, so that its absence from a later one is its end.</summary>
    internal void Saw(AccessGrantConfig grant)
    {
        if (!seenGrants.TryAdd(grant.Id, grant.ExpiresAt)) return;
        var now = time.GetUtcNow();
        foreach (var entry in seenGrants)
        {
            if (entry.Value + TimeSpan.FromDays(1) < now) seenGrants.TryRemove(entry);
        }
    }

    private Standing StandingAt(AgentSnapshot snapshot, SessionState session)
    {
        if (standings.TryGetValue(session, out var known) && ReferenceEquals(known.Snapshot, snapshot)) return known;
        var standing = Judge(snapshot, session);
        standings.AddOrUpdate(session, standing);
        return standing;
    }

    private static Standing Judge(AgentSnapshot snapshot, SessionState session)
    {
        if (CallerStanding.WhyNot(snapshot, session.Identity) is { } words) return new Standing(snapshot, words, null, null);
        var connection = snapshot.Connections.FirstOrDefault(c => string.Equals(c.Name, session.Connection, StringComparison.Ordinal));
        if (connection is null) return new Standing(snapshot, "the connection does not exist any more", null, null);
        if (connection.Target != session.Target) return new Standing(snapshot, "the connection leads to another target now; connect again", null, null);
        return new Standing(snapshot, null, new SessionPolicies(snapshot, connection, CallerStanding.Refresh(snapshot, session.Identity)), CallerStanding.KeyEnd(snapshot, session.Identity));
    }

    private string? GrantEnd(AgentSnapshot snapshot, SessionState session, DateTimeOffset now)
    {
        if (session.GrantId is not { } id) return null;
        if (snapshot.Grants.FirstOrDefault(g => g.Id == id) is { } grant)
        {
            Saw(grant);
            return grant.ExpiresAt <= now || !Covers(grant, session.Identity, session.Connection) ? "the access that was granted has ended" : null;
        }
        // Without an end of its own it was an approval of this one session, which no snapshot lists.
        if (session.GrantExpiresAt is not { } end) return null;
        if (end <= now) return "the access that was granted has ended";
        return seenGrants.ContainsKey(id) || now - session.StartedAt > grantDelay ? "the access that was granted was revoked" : null;
    }

    private static string? PolicyEnd(SessionPolicies policies, SessionState session, DateTimeOffset now)
    {
        var verdict = policies.DecideSession(now);
        return verdict.Effect switch
        {
            PolicyEffect.Allow => null,
            PolicyEffect.Approve when session.GrantId is not null => null,
            PolicyEffect.Approve => $"the policy {verdict.Policy} now asks for an approval to be connected; connect again to ask for one",
            _ => verdict.Message ?? "no policy lets you be connected any more",
        };
    }

    private sealed record Standing(AgentSnapshot Snapshot, string? WhyNot, SessionPolicies? Policies, DateTimeOffset? KeyEnd);
}
