using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Approvals;

/// <summary>What somebody asked for at session scope, and what came of it.</summary>
public sealed class OwnRequests(ConsoleDbFactory databases, TimeProvider time)
{
    /// <summary>A grant can last this long, so that what is older cannot matter any more.</summary>
    private static readonly TimeSpan longestGrant = TimeSpan.FromDays(31);
    private const int Most = 200;

    /// <summary>Newest first: requests of the console and sessions that wait at their connect alike.</summary>
    public async Task<IReadOnlyList<TicketEntity>> ReadAsync(string identity, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - longestGrant;
        await using var db = databases.CreateDbContext();
        var requests = await db.Set<TicketEntity>().AsNoTracking().Include(t => t.Votes)
            .Where(t => t.Identity == identity && t.Scope == ApprovalScope.Session && t.RequestedAt > since)
            .OrderByDescending(t => t.RequestedAt).ThenByDescending(t => t.Id).Take(Most).ToListAsync(cancellationToken);
        // What somebody else asked for in this one's name is no grant of its own.
        return [.. requests.Where(t => t.Actors.IsEmpty)];
    }
}
