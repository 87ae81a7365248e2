using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>What sessions to look for; null asks for nothing.</summary>
/// <param name="Identity">Who called, or acted for another.</param>
/// <param name="Verdict">allow, deny or approve: sessions with an operation that was decided so.</param>
/// <param name="Text">Part of an operation's text, in any case.</param>
/// <param name="From">Started then or later.</param>
/// <param name="To">Started before.</param>
/// <param name="Live">True for those that still run, false for those that ended.</param>
public sealed record SessionQuery(
    string? Identity = null, string? Connection = null, string? Protocol = null, string? Verdict = null, string? Text = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Live = null);

/// <summary>Finds sessions, newest first, page by page; it never counts.</summary>
public sealed class SessionSearch(ConsoleDbFactory databases)
{
    /// <param name="after">The last session of the page before.</param>
    public async Task<IReadOnlyList<SessionEntity>> FindAsync(SessionQuery query, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        if (query.Identity is not { } identity) return await PageAsync(Filter(db, query), after, limit, cancellationToken);
        // Two questions, since each has an index of its own and both together have none.
        var calls = await PageAsync(Filter(db, query).Where(s => s.Identity == identity), after, limit, cancellationToken);
        var acts = await PageAsync(Filter(db, query).Where(s => s.Identity != identity).WhereActs(s => s.Actors, identity), after, limit, cancellationToken);
        return [.. calls.Concat(acts).OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id, IdOrder).Take(limit)];
    }

    public async Task<SessionEntity?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<SessionEntity>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
    }

    /// <summary>Those of these sessions that there are, in no order.</summary>
    public async Task<IReadOnlyList<SessionEntity>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<SessionEntity>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
    }

    /// <summary>Ids are made from the time, so that their bytes as text are their order in every store.</summary>
    private static IComparer<Guid> IdOrder { get; } = Comparer<Guid>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static async Task<List<SessionEntity>> PageAsync(IQueryable<SessionEntity> sessions, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        if (after is { } a) sessions = sessions.Where(s => s.StartedAt < a.At || (s.StartedAt == a.At && s.Id.CompareTo(a.Id) < 0));
        return await sessions.OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).Take(limit).ToListAsync(cancellationToken);
    }

    private static IQueryable<SessionEntity> Filter(ConsoleDb db, SessionQuery query)
    {
        var sessions = db.Set<SessionEntity>().AsNoTracking();
        if (query.Connection is { } connection) sessions = sessions.Where(s => s.Connection == connection);
        if (query.Protocol is { } protocol) sessions = sessions.Where(s => s.Protocol == protocol);
        if (query.From is { } from) sessions = sessions.Where(s => s.StartedAt >= from);
        if (query.To is { } to) sessions = sessions.Where(s => s.StartedAt < to);
        if (query.Live is { } live) sessions = sessions.Where(s => s.EndedAt == null == live);
        // Counted when it was indexed: spares reading the operations of all who were never denied.
        if (query.Verdict == "deny") sessions = sessions.Where(s => s.Denied > 0);
        if (query.Verdict is null && string.IsNullOrEmpty(query.Text)) return sessions;

        var operations = db.Set<OperationEntity>().AsNoTracking();
        if (query.Verdict is { } verdict) operations = operations.Where(o => o.Verdict == verdict);
        if (!string.IsNullOrEmpty(query.Text)) operations = db.WhereContains(operations, o => o.Text, query.Text);
        return sessions.Where(s => operations.Any(o => o.SessionId == s.Id));
    }
}
