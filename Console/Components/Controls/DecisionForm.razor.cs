using HoopLike.Console.Approvals;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>Where one person decides one ticket.</summary>
public sealed partial class DecisionForm
{
    private string reason = "";
    private string? problem;
    private bool? approves;
    private bool busy;

    [Parameter, EditorRequired]
    public TicketEntity Ticket { get; set; } = default!;

    [Parameter, EditorRequired]
    public Decider Me { get; set; } = default!;

    /// <summary>Listens to a and d: for the one form that a page is about.</summary>
    [Parameter]
    public bool HasKeys { get; set; }

    /// <summary>Told of the ticket as it is afterwards, whoever decided it.</summary>
    [Parameter]
    public EventCallback<TicketEntity> OnDecided { get; set; }

    [Inject]
    private DecisionDesk Desk { get; set; } = default!;

    private string Field => $"reason-{Ticket.Id}";

    private void Arm(bool approve) => (approves, problem) = (approve, null);

    private async Task SubmitAsync()
    {
        if (approves is { } yes) await DecideAsync(yes);
        else problem = "Press Approve or Deny.";
    }

    private async Task DecideAsync(bool approve)
    {
        if (busy) return;
        busy = true;
        var why = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        var outcome = approve ? await Desk.ApproveAsync(Ticket.Id, Me, why, CancellationToken.None) : await Desk.DenyAsync(Ticket.Id, Me, why, CancellationToken.None);
        busy = false;
        (problem, approves) = (outcome.Why, null);
        if (outcome.Ticket is { } ticket) await OnDecided.InvokeAsync(ticket);
    }
}
