using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Approvals;

public enum DecisionProblem { None, NotFound, Forbidden, Conflict }

/// <param name="Ticket">As it is afterwards; null when there is none.</param>
/// <param name="Why">What to tell the approver when there is a problem.</param>
public sealed record DecisionOutcome(TicketEntity? Ticket, DecisionProblem Problem, string? Why);

/// <summary>Somebody who wants to decide.</summary>
/// <param name="IsApprover">Has the role; being in one of the ticket's groups comes on top.</param>
public sealed record Decider(CallerIdentity Identity, bool IsApprover, bool IsAdmin, string? Address);

/// <summary>Where approvers decide. Two at once make one decision: the later one sees what the earlier one did.</summary>
public sealed class DecisionDesk(ConsoleDbFactory databases, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public Task<DecisionOutcome> ApproveAsync(Guid id, Decider decider, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(id, decider, reason, approves: true, cancellationToken);

    /// <summary>One denial denies.</summary>
    public Task<DecisionOutcome> DenyAsync(Guid id, Decider decider, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(id, decider, reason, approves: false, cancellationToken);

    /// <summary>Takes an approval back: a grant ends with the sessions that live on it, an operation not yet sent on is refused.</summary>
    public Task<DecisionOutcome> RevokeAsync(Guid id, Decider decider, string? reason, CancellationToken cancellationToken) => RunAsync(
        id,
        async (db, ticket) =>
        {
            if (IsOwn(ticket, decider)) return Problem(ticket, DecisionProblem.Forbidden, "You cannot revoke your own.");
            if (!decider.IsAdmin && !MayDecide(ticket, decider)) return Problem(ticket, DecisionProblem.Forbidden, NotTheirs);
            if (ticket.Status != ApprovalStatus.Approved) return Problem(ticket, DecisionProblem.Conflict, $"It is {Word(ticket.Status)}; only what is approved can be revoked.");
            ticket.Status = ApprovalStatus.Revoked;
            ticket.DecisionReason = reason ?? "Revoked.";
            var grant = await db.Set<GrantEntity>().SingleOrDefaultAsync(g => g.TicketId == id, cancellationToken);
            if (grant is not null)
            {
                (grant.RevokedAt, grant.RevokedBy) = (time.GetUtcNow(), decider.Identity.Name);
                await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            await audit.AppendAsync(db, Who(decider), ApprovalService.Note("approval.revoked", ticket, reason), cancellationToken);
            return new DecisionOutcome(ticket, DecisionProblem.None, null);
        },
        cancellationToken);

    /// <summary>Whether somebody may decide this ticket: has the role, is in one of its groups, and did not ask.</summary>
    public static bool MayDecide(TicketEntity ticket, Decider decider) =>
        decider.IsApprover && decider.Identity.Actors.IsEmpty && !IsOwn(ticket, decider) && ticket.ApproverGroups.Intersect(decider.Identity.Groups, StringComparer.Ordinal).Any();

    /// <summary>Whether a ticket waits for this person's word: pending, theirs to decide, and not voted on by them already.</summary>
    public static bool Awaits(TicketEntity ticket, Decider decider) =>
        ticket.Status == ApprovalStatus.Pending && MayDecide(ticket, decider) && !ticket.Votes.Any(v => string.Equals(v.Approver, decider.Identity.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether somebody may take this ticket's approval back, now that it is approved.</summary>
    public static bool MayRevoke(TicketEntity ticket, Decider decider, DateTimeOffset now) =>
        ticket.Status == ApprovalStatus.Approved && !IsOwn(ticket, decider) && (decider.IsAdmin || MayDecide(ticket, decider)) && (ticket.GrantExpiresAt is not { } end || end > now);

    /// <summary>Whether this person asked, or somebody asked through it: nobody who is part of the question has a say in the answer.</summary>
    public static bool IsOwn(TicketEntity ticket, Decider decider) => decider.Identity.Chain.Any(d => Is(ticket.Identity, d) || ticket.Actors.Any(a => Is(a.Name, d)));

    private static bool Is(string name, CallerIdentity caller) => string.Equals(name, caller.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether somebody may look at a ticket without the right to see everything: it asked, or may decide.</summary>
    public static bool MaySee(TicketEntity ticket, Decider viewer) => viewer.Identity.Owns(ticket.Identity, ticket.Actors) || MayDecide(ticket, viewer);

    private const string NotTheirs = "This is for approvers in one of the groups that the policy names.";

    private Task<DecisionOutcome> ChangeAsync(Guid id, Decider decider, string? reason, bool approves, CancellationToken cancellationToken) => RunAsync(
        id,
        async (db, ticket) =>
        {
            if (IsOwn(ticket, decider)) return Problem(ticket, DecisionProblem.Forbidden, "You asked for this yourself, or somebody did through you; somebody else must decide.");
            if (!MayDecide(ticket, decider)) return Problem(ticket, DecisionProblem.Forbidden, NotTheirs);
            var now = time.GetUtcNow();
            if (ticket.Status != ApprovalStatus.Pending) return Problem(ticket, DecisionProblem.Conflict, $"It is {Word(ticket.Status)} already.");
            if (ticket.ExpiresAt <= now) return Problem(ticket, DecisionProblem.Conflict, "It has expired.");
            if (ticket.Votes.Any(v => string.Equals(v.Approver, decider.Identity.Name, StringComparison.OrdinalIgnoreCase))) return Problem(ticket, DecisionProblem.Conflict, "You have approved it already; it needs others.");

            ticket.Votes.Add(new VoteEntity { TicketId = id, Approver = decider.Identity.Name, Approves = approves, Reason = reason, At = now });
            ticket.VoteCount++;
            if (!approves) Decide(ticket, ApprovalStatus.Denied, reason, now);
            else if (ticket.VoteCount >= ticket.Required) await ApproveAsync(db, ticket, reason, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await audit.AppendAsync(db, Who(decider), ApprovalService.Note(approves ? "approval.approved" : "approval.denied", ticket, reason), cancellationToken);
            return new DecisionOutcome(ticket, DecisionProblem.None, null);
        },
        cancellationToken);

    private static async Task ApproveAsync(ConsoleDb db, TicketEntity ticket, string? reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Decide(ticket, ApprovalStatus.Approved, reason, now);
        if (ticket.Scope != ApprovalScope.Session) return;
        var grant = new GrantEntity
        {
            Id = Guid.NewGuid(),
            TicketId = ticket.Id,
            Identity = ticket.Identity,
            Actors = ticket.Actors,
            Connection = ticket.Connection,
            OpenedAt = now,
            ExpiresAt = now.AddMinutes(ticket.GrantMinutes ?? ApprovalService.StandardGrantMinutes),
        };
        db.Add(grant);
        (ticket.GrantId, ticket.GrantExpiresAt) = (grant.Id, grant.ExpiresAt);
        await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
    }

    private static void Decide(TicketEntity ticket, ApprovalStatus status, string? reason, DateTimeOffset now) =>
        (ticket.Status, ticket.DecisionReason, ticket.DecidedAt) = (status, reason, now);

    private async Task<DecisionOutcome> RunAsync(Guid id, Func<ConsoleDb, TicketEntity, Task<DecisionOutcome>> change, CancellationToken cancellationToken)
    {
        var outcome = await databases.WriteWithRetryAsync(
            async db =>
            {
                var ticket = await db.Set<TicketEntity>().Include(t => t.Votes).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
                return ticket is null ? new DecisionOutcome(null, DecisionProblem.NotFound, "There is no such ticket.") : await change(db, ticket);
            },
            cancellationToken);
        if (outcome.Problem != DecisionProblem.None) return outcome;
        live.Publish(LiveTopics.Approvals, id.ToString());
        if (outcome.Ticket!.GrantId is not null) live.Publish(LiveTopics.Snapshot, "");
        return outcome;
    }

    private static DecisionOutcome Problem(TicketEntity ticket, DecisionProblem problem, string why) => new(ticket, problem, why);

    private static Actor Who(Decider decider) => new(decider.Identity.Name, decider.Address);

    private static string Word(ApprovalStatus status) => status.ToString().ToLowerInvariant();
}
