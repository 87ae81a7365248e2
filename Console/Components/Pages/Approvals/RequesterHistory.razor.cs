using HoopLike.Console.Approvals;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Approvals;

/// <summary>What an approver should know of who asks: how their requests ended, and what they did last.</summary>
public sealed partial class RequesterHistory
{
    private const int Days = 30;
    private const int Shown = 5;

    private TicketCounts? counts;
    private IReadOnlyList<TicketEntity> tickets = [];
    private IReadOnlyList<SessionEntity> sessions = [];
    private Guid known;

    [Parameter, EditorRequired]
    public string Identity { get; set; } = "";

    /// <summary>The ticket that is looked at.</summary>
    [Parameter]
    public Guid Except { get; set; }

    /// <summary>Who looks: of the requests they see those that they may.</summary>
    [Parameter, EditorRequired]
    public Decider Me { get; set; } = default!;

    [Parameter]
    public bool SeesEverything { get; set; }

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private SessionSearch Sessions { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        // It is what led to this ticket: that does not change while the ticket is looked at.
        if (known == Except) return;
        known = Except;
        tickets = [.. (await Tickets.ReadAsync(new TicketQuery(Identity: Identity, Viewer: SeesEverything ? null : Me), null, Shown + 1, CancellationToken.None)).Where(t => t.Id != Except).Take(Shown)];
        sessions = await Sessions.FindAsync(new SessionQuery(Identity: Identity), null, Shown, CancellationToken.None);
        counts = await Tickets.CountAsync(Identity, Time.GetUtcNow().AddDays(-Days), CancellationToken.None);
    }
}
