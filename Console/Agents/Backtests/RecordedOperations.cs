using System.Runtime.CompilerServices;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Some operations of a session, the newest first.</summary>
/// <param name="IsFirst">The session was not given before.</param>
internal sealed record OperationStretch(SessionEntity Session, bool IsFirst, IReadOnlyList<OperationEntity> Operations);

/// <summary>Reads the index of recordings backwards: sessions from the newest on, and in each the newest operation first. A bounded part of it is in memory at a time, and no transaction is held.</summary>
internal sealed class RecordedOperations(ConsoleDbFactory databases, DateTimeOffset from, DateTimeOffset to)
{
    private const int SessionsAtOnce = 256;

    /// <summary>Most have some hundred characters, and none more than 16 Ki.</summary>
    private const int OperationsAtOnce = 4000;

    /// <summary>Operations of all sessions that reach into the span, as they were counted when they were indexed.</summary>
    public async Task<long> ExpectAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await Within(db).SumAsync(s => (long)s.Operations, cancellationToken);
    }

    public async Task<int> CountAsync(SessionEntity session, CancellationToken cancellationToken)
    {
        if (session.StartedAt >= from && session.EndedAt < to) return session.Operations;
        await using var db = databases.CreateDbContext();
        return await Of(db).CountAsync(o => o.SessionId == session.Id, cancellationToken);
    }

    /// <param name="after">Begins with the operation that comes behind it; null for all.</param>
    public async IAsyncEnumerable<OperationStretch> ReadAsync(BacktestPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = after;
        while (true)
        {
            var page = await PageAsync(start, isInclusive: start == after && after is not null, cancellationToken);
            for (var i = 0; i < page.Count;)
            {
                var before = after is { } a && page[i].Id == a.Session ? a.Sequence : BacktestPosition.WholeSession;
                var isGivenBefore = after?.Session == page[i].Id;
                var few = before == BacktestPosition.WholeSession ? Few(page, i) : 1;
                if (few > 1)
                {
                    await foreach (var stretch in TogetherAsync(page.GetRange(i, few), cancellationToken)) yield return stretch;
                }
                else
                {
                    await foreach (var stretch in AloneAsync(page[i], before, !isGivenBefore, cancellationToken)) yield return stretch;
                }

                i += few;
            }

            if (page.Count < SessionsAtOnce) yield break;
            start = new BacktestPosition(page[^1].StartedAt, page[^1].Id, 0);
        }
    }

    /// <summary>How many sessions, from one on, have few enough operations to be read at once.</summary>
    private static int Few(List<SessionEntity> page, int first)
    {
        var operations = 0L;
        var count = 0;
        while (first + count < page.Count && (operations += page[first + count].Operations) <= OperationsAtOnce) count++;
        return Math.Max(1, count);
    }

    private async IAsyncEnumerable<OperationStretch> TogetherAsync(List<SessionEntity> sessions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = sessions.Where(s => s.Operations > 0).Select(s => s.Id).ToArray();
        ILookup<Guid, OperationEntity> operations;
        await using (var db = databases.CreateDbContext())
            operations = (ids.Length == 0 ? [] : await Of(db).Where(o => ids.Contains(o.SessionId)).ToListAsync(cancellationToken)).ToLookup(o => o.SessionId);
        foreach (var session in sessions) yield return new OperationStretch(session, true, [.. operations[session.Id].OrderByDescending(o => o.Sequence)]);
    }

    private async IAsyncEnumerable<OperationStretch> AloneAsync(SessionEntity session, long before, bool isFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            List<OperationEntity> operations;
            await using (var db = databases.CreateDbContext())
                operations = await Of(db).Where(o => o.SessionId == session.Id && o.Sequence < before).OrderByDescending(o => o.Sequence).Take(OperationsAtOnce).ToListAsync(cancellationToken);
            if (operations.Count > 0 || isFirst) yield return new OperationStretch(session, isFirst, operations);
            if (operations.Count < OperationsAtOnce) yield break;
            (before, isFirst) = (operations[^1].Sequence, false);
        }
    }

    private async Task<List<SessionEntity>> PageAsync(BacktestPosition? start, bool isInclusive, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var sessions = Within(db);
        if (start is { } s) sessions = sessions.Where(x => x.StartedAt < s.StartedAt || (x.StartedAt == s.StartedAt && (x.Id.CompareTo(s.Session) < 0 || (isInclusive && x.Id == s.Session))));
        return await sessions.OrderByDescending(x => x.StartedAt).ThenByDescending(x => x.Id).Take(SessionsAtOnce).ToListAsync(cancellationToken);
    }

    private IQueryable<SessionEntity> Within(ConsoleDb db) =>
        db.Set<SessionEntity>().AsNoTracking().Where(s => s.StartedAt < to && (s.StartedAt >= from || (s.Operations > 0 && (s.EndedAt == null || s.EndedAt >= from))));

    private IQueryable<OperationEntity> Of(ConsoleDb db) => db.Set<OperationEntity>().AsNoTracking().Where(o => o.At >= from && o.At < to);
}
