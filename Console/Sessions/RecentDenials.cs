using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>The last operation that a policy denied.</summary>
/// <param name="Sequence">The operation's event in the session's recording.</param>
/// <param name="Text">Already masked.</param>
/// <param name="Count">How often the policy denied so far.</param>
public sealed record RecentDenial(string Policy, DateTimeOffset At, Guid Session, long Sequence, string Identity, string Connection, string Text, long Count)
{
    /// <summary>Who acted for the identity.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; init; } = [];

    /// <summary>In words: <c>alice via support-bot</c>.</summary>
    public string Caller => ActorIdentity.Words(Identity, Actors);
}

/// <summary>Finds what was denied of late without searching for it: each policy remembers where it last did.</summary>
public sealed class RecentDenials(ConsoleDbFactory databases)
{
    /// <summary>One for each policy that denied something that is still recorded, newest first.</summary>
    public async Task<IReadOnlyList<RecentDenial>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var last = db.Set<PolicyActivityEntity>().Where(p => p.Verdict == "deny").OrderByDescending(p => p.LastAt).Take(limit);
        var found =
            from policy in last
            join session in db.Set<SessionEntity>() on policy.LastSession equals session.Id
            join operation in db.Set<OperationEntity>() on new { SessionId = policy.LastSession, Sequence = policy.LastSequence } equals new { operation.SessionId, operation.Sequence }
            orderby policy.LastAt descending
            select new RecentDenial(policy.Policy, policy.LastAt, session.Id, operation.Sequence, session.Identity, session.Connection, operation.Text, policy.Count) { Actors = session.Actors };
        return await found.ToListAsync(cancellationToken);
    }
}
