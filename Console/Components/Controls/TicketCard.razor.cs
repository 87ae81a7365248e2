using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>One ticket with all that an approver needs to decide it.</summary>
public sealed partial class TicketCard
{
    private string? reason;
    private string? problem;
    private bool busy;

    [Parameter, EditorRequired]
    public TicketEntity Ticket { get; set; } = default!;

    [Parameter, EditorRequired]
    public Decider Me { get; set; } = default!;

    [Inject]
    private DecisionDesk Desk { get; set; } = default!;

    private bool IsPending => Ticket.Status == ApprovalStatus.Pending;

    private bool MayDecide => DecisionDesk.MayDecide(Ticket, Me);

    private bool IsOwn => string.Equals(Ticket.Identity, Me.Identity.Name, StringComparison.OrdinalIgnoreCase);

    private string Status => Ticket.Status.ToString().ToLowerInvariant();

    private Task ApproveAsync() => DecideAsync(Desk.ApproveAsync);

    private Task DenyAsync() => DecideAsync(Desk.DenyAsync);

    private async Task DecideAsync(Func<Guid, Decider, string?, CancellationToken, Task<DecisionOutcome>> decide)
    {
        busy = true;
        var outcome = await decide(Ticket.Id, Me, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), CancellationToken.None);
        busy = false;
        problem = outcome.Why;
        if (outcome.Ticket is { } ticket) Ticket = ticket;
    }
}
