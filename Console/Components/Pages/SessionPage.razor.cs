using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages;

/// <summary>One session: what is known of it, and its events, followed while it runs.</summary>
public sealed partial class SessionPage
{
    /// <summary>What a browser holds without effort; the rest is to be had over REST.</summary>
    private const int EventsShown = 500;

    private readonly List<EventLine> events = [];
    private SessionEntity? session;
    private bool loaded;
    private long last = -1;
    private long first;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    [Inject]
    private SessionEvents Events { get; set; } = default!;

    [Inject]
    private SessionKill Kill { get; set; } = default!;

    [Inject]
    private DialogService Dialogs { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Sessions];

    protected override async Task LoadAsync()
    {
        var found = await Search.FindAsync(Id, Gone);
        loaded = true;
        if (found is null || (!SeesEverything && !string.Equals(found.Identity, Me.Identity.Name, StringComparison.Ordinal))) return;
        session = found;
        if (last < 0) last = Math.Max(-1, found.IndexedTo - EventsShown);
        await foreach (var recorded in Events.ReadAsync(Id, last, follow: false, Gone))
        {
            last = recorded.Sequence;
            events.Add(EventLine.Of(recorded));
            if (events.Count > EventsShown) events.RemoveAt(0);
        }

        first = events.Count > 0 ? events[0].Sequence : 0;
    }

    private async Task EndAsync()
    {
        var sure = await Dialogs.Confirm($"{session!.Identity} loses the connection to {session.Connection} at once; what it was doing is cancelled.", "End this session?",
            new ConfirmOptions { OkButtonText = "End it", CancelButtonText = "Keep it" });
        if (sure != true) return;
        var (_, problem) = await Kill.EndAsync(Id, "ended in the console", new Actor(Me.Identity.Name, null), Gone);
        if (problem is not null) Notifications.Notify(NotificationSeverity.Warning, "Not ended", problem);
    }
}
