using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Approvals;

/// <summary>Pages of tickets, newest first.</summary>
public sealed class TicketList(ConsoleDbFactory databases)
{
    /// <param name="approverGroups">Only tickets that one of these groups may decide; null for all.</param>
    /// <param name="after">The last ticket of the page before.</param>
    public async Task<IReadOnlyList<TicketEntity>> ReadAsync(ApprovalStatus? status, IReadOnlyCollection<string>? approverGroups, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var found = new List<TicketEntity>();
        while (true)
        {
            var query = db.Set<TicketEntity>().AsNoTracking().Include(t => t.Votes).AsQueryable();
            if (status is { } s) query = query.Where(t => t.Status == s);
            if (after is { } a) query = query.Where(t => t.RequestedAt < a.At || (t.RequestedAt == a.At && t.Id.CompareTo(a.Id) < 0));
            var page = await query.OrderByDescending(t => t.RequestedAt).ThenByDescending(t => t.Id).Take(limit).ToListAsync(cancellationToken);
            // Groups are a document to the store, so whose a ticket is, is read here.
            found.AddRange(page.Where(t => approverGroups is null || t.ApproverGroups.Intersect(approverGroups, StringComparer.Ordinal).Any()));
            if (found.Count >= limit || page.Count < limit) return [.. found.Take(limit)];
            after = (page[^1].RequestedAt, page[^1].Id);
        }
    }
}
