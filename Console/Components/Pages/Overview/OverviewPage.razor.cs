using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Overview;

/// <summary>What waits for the person who looks, what is going on, and how the installation does.</summary>
public sealed partial class OverviewPage
{
    private const int DecidedInPlace = 3;
    private const int Shown = 6;
    private const int AuditLookedAt = 200;
    private const int EventsShown = 12;
    private const int LiveShown = 100;

    /// <summary>Sums over days are not asked for more often, however much happens.</summary>
    private static readonly TimeSpan sumsAge = TimeSpan.FromSeconds(3);

    private FirstSteps? steps;
    private IReadOnlyList<TicketEntity> forMe = [];
    private IReadOnlyList<TicketEntity> mine = [];
    private IReadOnlyList<AgentOverview> agents = [];
    private IReadOnlyList<OverviewEvent> events = [];
    private IReadOnlyList<UsableConnection> usable = [];
    private IReadOnlyList<SessionEntity> sessions = [];
    private TicketEntity? decided;
    private ActivitySeries? series;
    private ActivityPoint? day;
    private DateTimeOffset sumsAt;
    private string? sumsOf;
    private int live;
    private int held;
    private bool isReady;

    [SupplyParameterFromQuery(Name = "range")]
    private string? RangeQuery { get; set; }

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    [Inject]
    private LiveSessions Running { get; set; } = default!;

    [Inject]
    private AgentDirectory Agents { get; set; } = default!;

    [Inject]
    private ConnectionRights Rights { get; set; } = default!;

    [Inject]
    private ActivityLog Activity { get; set; } = default!;

    [Inject]
    private RecentDenials Denials { get; set; } = default!;

    [Inject]
    private AuditLog Audit { get; set; } = default!;

    [Inject]
    private FirstStepsReader Steps { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Approvals, LiveTopics.Agents, LiveTopics.Audit, LiveTopics.Snapshot, LiveTopics.Sessions];

    private ActivitySpan Span => ActivitySpan.Of(RangeQuery);

    protected override async Task OnParametersSetAsync()
    {
        if (isReady && sumsOf != Span.Word) await LoadSumsAsync();
    }

    protected override async Task LoadAsync()
    {
        if (MayApprove) forMe = [.. (await Tickets.WaitingAsync(Me, Gone)).Where(t => DecisionDesk.Awaits(t, Me))];
        mine = await Tickets.ReadAsync(new TicketQuery(Identity: Me.Identity.Name), null, Shown, Gone);
        if (SeesEverything) await LoadAllAsync();
        else await LoadOwnAsync();
        isReady = true;
    }

    private async Task LoadAllAsync()
    {
        agents = await Agents.ListAsync(Gone);
        live = (await Running.CountAsync(Gone)).Values.Sum();
        held = (await Tickets.WaitingAsync(null, Gone)).Count;
        if (Time.GetUtcNow() - sumsAt > sumsAge || sumsOf != Span.Word) await LoadSumsAsync();
        // What is done stays done: it is not asked for again.
        if (IsAdmin && steps is not { AreDone: true }) steps = await Steps.ReadAsync(Gone);
    }

    private async Task LoadSumsAsync()
    {
        if (!SeesEverything) return;
        var now = Time.GetUtcNow();
        (sumsAt, sumsOf) = (now, Span.Word);
        series = await Activity.ReadAsync(now - Span.Length, now, null, Gone);
        day = Span.Length == TimeSpan.FromDays(1) ? series.Total : (await Activity.ReadAsync(now.AddDays(-1), now, null, Gone)).Total;
        events = OverviewEvents.Newest(await Audit.ReadAsync(null, AuditLookedAt, Gone), await Denials.ReadAsync(EventsShown, Gone), EventsShown);
    }

    private async Task LoadOwnAsync()
    {
        usable = await Rights.ListAsync(Me.Identity, Gone);
        sessions = await Search.FindAsync(new SessionQuery(Identity: Me.Identity.Name), null, Shown, Gone);
        live = (await Search.FindAsync(new SessionQuery(Identity: Me.Identity.Name, Live: true), null, LiveShown, Gone)).Count;
    }

    private async Task DecidedAsync(TicketEntity ticket)
    {
        decided = ticket;
        await LoadAsync();
    }
}
