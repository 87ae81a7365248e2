using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>One ticket with all that it takes to decide it, and what became of it.</summary>
public sealed partial class TicketCard
{
    private string? problem;
    private bool busy;

    [Parameter, EditorRequired]
    public TicketEntity Ticket { get; set; } = default!;

    [Parameter, EditorRequired]
    public Decider Me { get; set; } = default!;

    [Parameter]
    public bool SeesEverything { get; set; }

    /// <summary>Listens to a and d: for the one ticket that a page is about.</summary>
    [Parameter]
    public bool HasKeys { get; set; }

    /// <summary>Told of the ticket as it is after a decision.</summary>
    [Parameter]
    public EventCallback<TicketEntity> OnDecided { get; set; }

    [Inject]
    private DecisionDesk Desk { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private bool HasLapsed => Ticket.ExpiresAt <= Time.GetUtcNow();

    private bool IsPending => Ticket.Status == ApprovalStatus.Pending && !HasLapsed;

    private string WhyNot => DecisionDesk.IsOwn(Ticket, Me) ? "You asked for this yourself, or somebody did through you; somebody else must decide."
        : DecisionDesk.MayDecide(Ticket, Me) ? "You have approved it. It needs others as well."
        : $"To be decided by {TicketWords.Deciders(Ticket)}.";

    /// <summary>What became of it, where the votes do not say so.</summary>
    private string? Fate => Ticket.Status switch
    {
        ApprovalStatus.Pending => HasLapsed ? "It lapsed: nobody decided in time, and the target never saw it." : null,
        ApprovalStatus.Expired => "It lapsed: nobody decided in time, and the target never saw it.",
        ApprovalStatus.Denied when Ticket.Scope == ApprovalScope.Operation => "The target never saw it.",
        ApprovalStatus.Withdrawn => $"It was withdrawn{(string.IsNullOrEmpty(Ticket.DecisionReason) ? "" : $": {Ticket.DecisionReason}")}",
        ApprovalStatus.Used => "It was sent on to the target.",
        ApprovalStatus.Revoked => $"The approval was taken back: {Ticket.DecisionReason}",
        _ => null,
    };

    private async Task RevokeAsync()
    {
        var isGrant = Ticket.Scope == ApprovalScope.Session;
        var text = isGrant ? $"The grant ends now, and with it the sessions of {Ticket.Requester} on {Ticket.Connection} that live on it." : "Unless it was sent on already, the operation is refused.";
        if (await Prompts.ReasonAsync($"Revoke what {Ticket.Requester} was granted", text, "Revoke it") is not { } reason) return;
        busy = true;
        var outcome = await Desk.RevokeAsync(Ticket.Id, Me, reason.Length == 0 ? null : reason, CancellationToken.None);
        (busy, problem) = (false, outcome.Why);
        if (outcome.Ticket is { } ticket) await OnDecided.InvokeAsync(ticket);
    }
}
