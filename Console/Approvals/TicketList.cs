using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Approvals;

/// <summary>Lists of tickets.</summary>
public sealed class TicketList(ConsoleDbFactory databases)
{
    /// <summary>More that wait at once are not shown; nobody could decide them.</summary>
    public const int MostWaiting = 500;

    /// <summary>Rows read at once where the store cannot tell whose a ticket is.</summary>
    private const int Batch = 200;

    /// <summary>A page of tickets, newest first.</summary>
    /// <param name="after">The last ticket of the page before.</param>
    public async Task<IReadOnlyList<TicketEntity>> ReadAsync(TicketQuery query, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var found = new List<TicketEntity>();
        var size = query.Viewer is { IsApprover: true } or { Identity.Actors.IsEmpty: false } ? Math.Max(limit, Batch) : limit;
        while (true)
        {
            var tickets = Filter(db, query);
            if (after is { } a) tickets = tickets.Where(t => t.RequestedAt < a.At || (t.RequestedAt == a.At && t.Id.CompareTo(a.Id) < 0));
            var page = await tickets.OrderByDescending(t => t.RequestedAt).ThenByDescending(t => t.Id).Take(size).ToListAsync(cancellationToken);
            found.AddRange(page.Where(t => MaySee(t, query.Viewer)));
            if (found.Count >= limit || page.Count < size) return [.. found.Take(limit)];
            after = (page[^1].RequestedAt, page[^1].Id);
        }
    }

    /// <summary>What waits for a decision, longest waiting first.</summary>
    /// <param name="viewer">As in <see cref="TicketQuery.Viewer"/>.</param>
    public async Task<IReadOnlyList<TicketEntity>> WaitingAsync(Decider? viewer, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var waiting = await Filter(db, new TicketQuery(Waiting: true, Viewer: viewer)).OrderBy(t => t.RequestedAt).ThenBy(t => t.Id).Take(MostWaiting).ToListAsync(cancellationToken);
        return [.. waiting.Where(t => MaySee(t, viewer))];
    }

    /// <summary>How the requests ended that somebody made since a moment.</summary>
    public async Task<TicketCounts> CountAsync(string identity, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var ends = await db.Set<TicketEntity>().Where(t => t.RequestedAt >= since && t.Identity == identity).GroupBy(t => t.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return new TicketCounts(Of(ApprovalStatus.Approved, ApprovalStatus.Used, ApprovalStatus.Revoked), Of(ApprovalStatus.Denied), Of(ApprovalStatus.Expired));

        int Of(params ReadOnlySpan<ApprovalStatus> wanted)
        {
            var sum = 0;
            foreach (var status in wanted) sum += ends.FirstOrDefault(e => e.Key == status)?.Count ?? 0;
            return sum;
        }
    }

    /// <summary>Groups are a document to the store, so whose a ticket is, is read here.</summary>
    private static bool MaySee(TicketEntity ticket, Decider? viewer) => viewer is null || DecisionDesk.MaySee(ticket, viewer);

    private static IQueryable<TicketEntity> Filter(ConsoleDb db, TicketQuery query)
    {
        var tickets = db.Set<TicketEntity>().AsNoTracking().Include(t => t.Votes).AsQueryable();
        if (query.Statuses is { } statuses) tickets = tickets.Where(t => statuses.Contains(t.Status));
        if (query.Waiting is { } waiting) tickets = waiting ? tickets.Where(t => t.Status == ApprovalStatus.Pending) : tickets.Where(t => t.Status != ApprovalStatus.Pending);
        if (query.Identity is { } identity) tickets = tickets.WhereInvolved(t => t.Identity, t => t.Actors, identity);
        if (!string.IsNullOrEmpty(query.Person)) tickets = db.WhereContains(tickets, t => t.Identity, query.Person);
        if (!string.IsNullOrEmpty(query.Connection)) tickets = db.WhereContains(tickets, t => t.Connection, query.Connection);
        if (query.From is { } from) tickets = tickets.Where(t => t.RequestedAt >= from);
        if (query.To is { } to) tickets = tickets.Where(t => t.RequestedAt < to);
        return query.Viewer is { IsApprover: false } viewer ? tickets.WhereInvolved(t => t.Identity, t => t.Actors, viewer.Identity.Name) : tickets;
    }
}
