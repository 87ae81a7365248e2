using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Approvals;

/// <summary>The inbox: what waits for a human, what was decided, and what the viewer asked for; one ticket beside the list.</summary>
public sealed partial class ApprovalsPage
{
    private const int PageSize = 50;

    /// <summary>So long a ticket that was ended stays in sight before one that waits takes its place unasked.</summary>
    private static readonly TimeSpan lookBack = TimeSpan.FromSeconds(30);

    private IReadOnlyList<TicketEntity>? listed;
    private IReadOnlyList<TicketEntity> waiting = [];
    private TicketEntity? chosen;
    private GrantEntity? grant;
    private Guid? pinned;
    private int pages = 1;
    private bool hasMore;
    private string? loadedFor;

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? ShowQuery { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    private string? StatusQuery { get; set; }

    [SupplyParameterFromQuery(Name = "person")]
    private string? PersonQuery { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? ConnectionQuery { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromQuery { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToQuery { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private ApprovalService Approvals { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Approvals];

    private bool SeesInbox => MayApprove || SeesEverything;

    private TicketView View => SeesInbox ? TicketViews.Read(ShowQuery, TicketView.Waiting) : TicketView.Mine;

    private IReadOnlyList<(TicketView View, string Title, int Count)> Views => SeesInbox
        ? [(TicketView.Waiting, "Waiting", waiting.Count(t => MayApprove ? DecisionDesk.Awaits(t, Me) : true)), (TicketView.Decided, "Decided", 0), (TicketView.Mine, "My requests", 0)]
        : [(TicketView.Mine, "My requests", 0)];

    private string Filter => string.Join('\n', ShowQuery, StatusQuery, PersonQuery, ConnectionQuery, FromQuery, ToQuery) + "\n";

    private string Asked => Filter + Id;

    private Decider? Viewer => SeesEverything ? null : Me;

    protected override async Task OnParametersSetAsync()
    {
        // The first time, loading is done by the base class, when it knows who looks.
        if (loadedFor is null || loadedFor == Asked) return;
        if (!loadedFor.StartsWith(Filter, StringComparison.Ordinal)) pages = 1;
        await LoadAsync();
    }

    protected override async Task LoadAsync()
    {
        waiting = SeesInbox ? await Tickets.WaitingAsync(Viewer, Gone) : [];
        if (View == TicketView.Waiting)
        {
            // What waits for the viewer's own word first.
            (listed, hasMore) = ([.. waiting.OrderByDescending(t => DecisionDesk.Awaits(t, Me))], false);
        }
        else
        {
            var query = View == TicketView.Mine ? new TicketQuery(Identity: Me.Identity.Name) : TicketViews.Decided(StatusQuery, PersonQuery, ConnectionQuery, FromQuery, ToQuery, Zone) with { Viewer = Viewer };
            var found = await Tickets.ReadAsync(query, null, (pages * PageSize) + 1, Gone);
            (listed, hasMore) = ([.. found.Take(pages * PageSize)], found.Count > pages * PageSize);
        }

        await ChooseAsync();
        loadedFor = Asked;
    }

    /// <summary>The ticket of the address, or the first that waits: that one then stays, so that none takes its place under somebody's hand.</summary>
    private async Task ChooseAsync()
    {
        if (Id is null)
        {
            var isOver = chosen is { DecidedAt: { } at } && at < Time.GetUtcNow() - lookBack;
            if (pinned is null || isOver) pinned = View == TicketView.Waiting && listed is [var first, ..] ? first.Id : isOver ? pinned : null;
        }

        var id = Id ?? (View == TicketView.Waiting ? pinned : listed is [var newest, ..] ? newest.Id : null);
        var ticket = id is { } wanted ? await Approvals.FindAsync(wanted, Gone) : null;
        chosen = ticket is not null && (SeesEverything || DecisionDesk.MayDecide(ticket, Me) || DecisionDesk.IsOwn(ticket, Me)) ? ticket : null;
        grant = chosen?.Status == ApprovalStatus.Revoked ? await Approvals.FindGrantAsync(chosen.Id, Gone) : null;
    }

    private async Task DecidedAsync(TicketEntity ticket)
    {
        chosen = ticket;
        await LoadAsync();
    }

    private async Task MoreAsync()
    {
        pages++;
        await LoadAsync();
    }

    private void Move(int by)
    {
        if (listed is not { Count: > 0 }) return;
        var at = listed.ToList().FindIndex(t => t.Id == chosen?.Id);
        var next = at < 0 ? 0 : Math.Clamp(at + by, 0, listed.Count - 1);
        Navigation.NavigateTo(AddressOf(listed[next]), replace: true);
    }

    private string AddressOf(TicketEntity ticket) => Navigation.GetUriWithQueryParameters($"{Navigation.BaseUri}approvals/{ticket.Id}", new Dictionary<string, object?>
    {
        ["show"] = ShowQuery, ["status"] = StatusQuery, ["person"] = PersonQuery, ["connection"] = ConnectionQuery, ["from"] = FromQuery, ["to"] = ToQuery,
    });

    /// <summary>What to go on with once the ticket in sight is decided.</summary>
    private TicketEntity? Next => View == TicketView.Waiting && chosen is not null && !DecisionDesk.Awaits(chosen, Me) ? listed?.FirstOrDefault(t => DecisionDesk.Awaits(t, Me) && t.Id != chosen.Id) : null;

    private static string Here(TicketView view) => $"approvals?show={TicketViews.Word(view)}";
}
