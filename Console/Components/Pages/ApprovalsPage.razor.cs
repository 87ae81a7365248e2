using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages;

/// <summary>What waits for a human, then what was decided last; or one ticket by its address.</summary>
public sealed partial class ApprovalsPage
{
    private const int Shown = 50;

    private IReadOnlyList<TicketEntity>? tickets;
    private int pending;

    [Parameter]
    public Guid? Id { get; set; }

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private ApprovalService Approvals { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Approvals];

    protected override async Task LoadAsync()
    {
        if (Id is { } id)
        {
            var ticket = await Approvals.FindAsync(id, Gone);
            tickets = ticket is not null && (SeesEverything || DecisionDesk.MayDecide(ticket, Me) || IsMine(ticket)) ? [ticket] : [];
        }
        else
        {
            var newest = await Tickets.ReadAsync(null, SeesEverything ? null : Me.Identity.Groups, null, Shown, Gone);
            var waiting = await Tickets.ReadAsync(ApprovalStatus.Pending, SeesEverything ? null : Me.Identity.Groups, null, Shown, Gone);
            tickets = [.. waiting.Concat(newest).DistinctBy(t => t.Id)];
        }

        pending = tickets.Count(t => t.Status == ApprovalStatus.Pending && DecisionDesk.MayDecide(t, Me));
    }

    private bool IsMine(TicketEntity ticket) => string.Equals(ticket.Identity, Me.Identity.Name, StringComparison.OrdinalIgnoreCase);
}
