using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Approvals;

/// <summary>Opens tickets, and brings them to an end: decided, withdrawn, used or expired.</summary>
public sealed class ApprovalService(ConsoleDbFactory databases, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Minutes of a grant whose policy names none.</summary>
    public const int StandardGrantMinutes = 60;

    /// <summary>Opens a ticket; asked twice with one id, it is one ticket.</summary>
    /// <param name="member">The agent process that holds the operation; null for an access request.</param>
    /// <exception cref="InvalidOperationException">The id stands for another question.</exception>
    public async Task<TicketEntity> OpenAsync(ApprovalRequest request, ApprovalRequirement requirement, Guid? member, string? address, CancellationToken cancellationToken)
    {
        var (ticket, isNew) = await databases.WriteWithRetryAsync(
            async db =>
            {
                if (await db.Set<TicketEntity>().SingleOrDefaultAsync(t => t.Id == request.Id, cancellationToken) is { } existing) return (existing, false);
                var made = Make(request, requirement, member, time.GetUtcNow());
                db.Add(made);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, new Actor(made.Requester, address), Note("approval.requested", made), cancellationToken);
                return (made, true);
            },
            cancellationToken);
        if (!isNew && (ticket.Digest != request.Digest || ticket.AgentMember != member || ticket.Identity != request.Identity || !ActorIdentity.SameChain(ticket.Actors, request.Actors))) throw new InvalidOperationException("This ticket's id is taken by another question.");
        if (isNew) live.Publish(LiveTopics.Approvals, ticket.Id.ToString());
        return ticket;
    }

    public async Task<TicketEntity?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<TicketEntity>().AsNoTracking().Include(t => t.Votes).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
    }

    /// <summary>The grant that an approved access request opened; null when it opened none.</summary>
    public async Task<GrantEntity?> FindGrantAsync(Guid ticket, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<GrantEntity>().AsNoTracking().SingleOrDefaultAsync(g => g.TicketId == ticket, cancellationToken);
    }

    /// <summary>The asker is gone.</summary>
    public async Task WithdrawAsync(Guid id, Guid member, string reason, CancellationToken cancellationToken)
    {
        // An asker whose own time is over withdraws at the very moment at which the ticket lapses: then it has lapsed, whoever says so first.
        await EndAsync(id, t => t.AgentMember == member && HasLapsed(t), ApprovalStatus.Expired, "approval.expired", "Nobody decided in time.", cancellationToken);
        await EndAsync(
            id,
            t => t.AgentMember == member && (t.Status == ApprovalStatus.Pending || t is { Status: ApprovalStatus.Approved, Scope: ApprovalScope.Operation }),
            ApprovalStatus.Withdrawn,
            "approval.withdrawn",
            reason,
            cancellationToken);
    }

    /// <summary>Whoever asked for access in the console no longer wants it. Nothing happens to what is decided, or was asked by somebody else or by an agent.</summary>
    public Task WithdrawOwnAsync(Guid id, CallerIdentity caller, CancellationToken cancellationToken) => EndAsync(
        id, t => t.AgentMember is null && caller.Owns(t.Identity, t.Actors) && t.Status == ApprovalStatus.Pending, ApprovalStatus.Withdrawn, "approval.withdrawn", "Withdrawn by the requester.", cancellationToken);

    /// <summary>The approved operation was sent on.</summary>
    public Task UsedAsync(Guid id, Guid member, CancellationToken cancellationToken) => EndAsync(
        id, t => t.AgentMember == member && t is { Status: ApprovalStatus.Approved, Scope: ApprovalScope.Operation }, ApprovalStatus.Used, "approval.used", null, cancellationToken);

    /// <summary>Ends what is past its time, and tells how many tickets that were.</summary>
    public async Task<int> ExpireDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        var due = await db.Set<TicketEntity>().Where(t => t.Status == ApprovalStatus.Pending && t.ExpiresAt <= now).Select(t => t.Id).Take(1000).ToListAsync(cancellationToken);
        foreach (var id in due)
            await EndAsync(id, t => t.Status == ApprovalStatus.Pending && t.ExpiresAt <= now, ApprovalStatus.Expired, "approval.expired", "Nobody decided in time.", cancellationToken);
        return due.Count;
    }

    /// <summary>What the asker is told; null while the ticket is pending.</summary>
    public static ApprovalDecision? DecisionOf(TicketEntity ticket) => ticket.Status == ApprovalStatus.Pending ? null : new ApprovalDecision
    {
        Id = ticket.Id,
        Status = ticket.Status,
        Digest = ticket.Digest,
        DecidedBy = [.. ticket.Votes.OrderBy(v => v.At).Select(v => v.Approver)],
        Reason = ticket.DecisionReason,
        GrantId = ticket.GrantId,
        GrantExpiresAt = ticket.GrantExpiresAt,
    };

    internal static AuditNote Note(string action, TicketEntity ticket, string? reason = null) => new(action, $"approval {ticket.Id}")
    {
        Detail = $"{ticket.Requester} on {ticket.Connection}, policy {ticket.Policy}{(reason is null ? "" : $": {reason}")}",
    };

    private bool HasLapsed(TicketEntity ticket) => ticket.Status == ApprovalStatus.Pending && ticket.ExpiresAt <= time.GetUtcNow();

    private static TicketEntity Make(ApprovalRequest request, ApprovalRequirement requirement, Guid? member, DateTimeOffset now)
    {
        var most = requirement.GrantMinutes ?? StandardGrantMinutes;
        return new TicketEntity
        {
            Id = request.Id,
            Scope = request.Scope,
            SessionId = request.SessionId,
            AgentMember = member,
            Identity = request.Identity,
            IdentityKind = request.IdentityKind,
            Groups = request.Groups,
            Actors = request.Actors,
            Connection = request.Connection,
            Policy = request.Policy,
            SnapshotVersion = request.SnapshotVersion,
            Digest = request.Digest,
            Operation = request.Operation,
            Reason = request.Reason,
            Impact = request.Impact,
            GrantMinutes = request.Scope == ApprovalScope.Session ? Math.Clamp(request.Minutes ?? most, 1, most) : null,
            ApproverGroups = requirement.Groups,
            Required = requirement.Required,
            RequestedAt = now,
            ExpiresAt = now.AddSeconds(requirement.TimeoutSeconds),
            Status = ApprovalStatus.Pending,
        };
    }

    private async Task EndAsync(Guid id, Func<TicketEntity, bool> applies, ApprovalStatus status, string action, string? reason, CancellationToken cancellationToken)
    {
        var changed = await databases.WriteWithRetryAsync(
            async db =>
            {
                var ticket = await db.Set<TicketEntity>().Include(t => t.Votes).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
                if (ticket is null || !applies(ticket)) return false;
                ticket.Status = status;
                ticket.DecidedAt ??= time.GetUtcNow();
                if (reason is not null) ticket.DecisionReason = reason;
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, Actor.System, Note(action, ticket, reason), cancellationToken);
                return true;
            },
            cancellationToken);
        if (changed) live.Publish(LiveTopics.Approvals, id.ToString());
    }
}
