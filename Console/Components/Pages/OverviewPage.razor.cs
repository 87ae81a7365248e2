using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages;

/// <summary>What is going on, and what waits for the person who looks.</summary>
public sealed partial class OverviewPage
{
    /// <summary>Counting stops here: "100+" says enough.</summary>
    private const int Shown = 100;

    private IReadOnlyList<TicketEntity>? mine;
    private IReadOnlyList<SessionEntity> running = [];
    private IReadOnlyList<AgentOverview>? agents;

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    [Inject]
    private AgentDirectory Agents { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Approvals];

    protected override async Task LoadAsync()
    {
        if (Me.IsApprover)
        {
            var pending = await Tickets.ReadAsync(ApprovalStatus.Pending, Me.Identity.Groups, null, Shown, Gone);
            mine = [.. pending.Where(t => DecisionDesk.MayDecide(t, Me))];
        }

        running = await Search.FindAsync(new SessionQuery(Identity: SeesEverything ? null : Me.Identity.Name, Live: true), null, Shown, Gone);
        if (SeesEverything) agents = await Agents.ListAsync(Gone);
    }
}
