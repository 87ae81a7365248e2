using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Approvals;

/// <summary>What one person should be told of a ticket.</summary>
/// <param name="IsWaiting">It has come to wait for their word; otherwise it is their own and came to an end.</param>
public sealed record TicketNews(TicketEntity Ticket, bool IsWaiting);

/// <summary>Follows the tickets that concern one person. Not thread-safe: one for each page that is open.</summary>
public sealed class TicketWatch(TicketList tickets, ApprovalService approvals, Decider me)
{
    private readonly HashSet<Guid> waiting = [];
    private readonly Dictionary<Guid, ApprovalStatus> own = [];

    /// <summary>Tickets that wait for this person's word.</summary>
    public int Waiting => waiting.Count;

    public bool IsWaiting(Guid id) => waiting.Contains(id);

    /// <summary>Begins with what waits already: that is no news.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        waiting.Clear();
        foreach (var ticket in await tickets.WaitingAsync(me, cancellationToken)) Take(ticket);
    }

    /// <summary>What is new since something changed about a ticket; null when it does not concern this person, or says nothing that they do not know.</summary>
    public async Task<TicketNews?> HearAsync(Guid id, CancellationToken cancellationToken) =>
        await approvals.FindAsync(id, cancellationToken) is { } ticket && Take(ticket) is { } isWaiting ? new TicketNews(ticket, isWaiting) : null;

    /// <summary>Looks at everything again, after news may have been lost: what began to wait or ended meanwhile.</summary>
    public async Task<IReadOnlyList<TicketNews>> CatchUpAsync(CancellationToken cancellationToken)
    {
        var news = new List<TicketNews>();
        var now = await tickets.WaitingAsync(me, cancellationToken);
        waiting.IntersectWith(now.Select(t => t.Id));
        foreach (var ticket in now)
            if (Take(ticket) is { } isWaiting) news.Add(new TicketNews(ticket, isWaiting));
        foreach (var id in own.Keys.Except(now.Select(t => t.Id)).ToList())
            if (own[id] is ApprovalStatus.Pending or ApprovalStatus.Approved && await HearAsync(id, cancellationToken) is { } ended) news.Add(ended);
        return news;
    }

    /// <summary>True when it began to wait, false when it is their own and ended, null when there is nothing to tell.</summary>
    private bool? Take(TicketEntity ticket)
    {
        if (DecisionDesk.IsOwn(ticket, me)) return TakeOwn(ticket);
        if (DecisionDesk.Awaits(ticket, me)) return waiting.Add(ticket.Id) ? true : null;
        waiting.Remove(ticket.Id);
        return null;
    }

    private bool? TakeOwn(TicketEntity ticket)
    {
        var before = own.TryGetValue(ticket.Id, out var known) ? known : ApprovalStatus.Pending;
        own[ticket.Id] = ticket.Status;
        // That it was withdrawn or used they did themselves.
        return ticket.Status != before && ticket.Status is ApprovalStatus.Approved or ApprovalStatus.Denied or ApprovalStatus.Expired or ApprovalStatus.Revoked ? false : null;
    }
}
