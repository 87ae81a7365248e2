using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>One session: what is known of it, whether its recording is genuine, and its replay; of a live one, as it happens.</summary>
public sealed partial class SessionPage
{
    private static readonly IReadOnlyList<Crumb> crumbs = [new Crumb("Sessions", "sessions")];

    private ReplayState? replay;
    private OpenedEvent? opened;
    private bool loaded;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Sequence of the event to begin at.</summary>
    [SupplyParameterFromQuery(Name = "at")]
    private long? AtQuery { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? WordsQuery { get; set; }

    [SupplyParameterFromQuery(Name = "only")]
    private string? OnlyQuery { get; set; }

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    [Inject]
    private SessionTimeline Timeline { get; set; } = default!;

    [Inject]
    private SessionMarks Marks { get; set; } = default!;

    [Inject]
    private SessionKill Kill { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Sessions];

    private SessionEntity Session => replay!.Session;

    private string FileName => Id + RecordingFormat.Extension;

    protected override async Task LoadAsync()
    {
        var found = await Search.FindAsync(Id, Gone);
        loaded = true;
        if (found is null || (!SeesEverything && !Me.Identity.Owns(found.Identity, found.Actors)))
        {
            replay = null;
            return;
        }

        if (replay?.Session.Id == Id)
        {
            await replay.RenewAsync(found, Gone);
            return;
        }

        var begun = new ReplayState(found, Timeline, Marks.Of(found), Time);
        opened = await Timeline.OpenedAsync(Id, Gone);
        await begun.OpenAsync(AtQuery, Gone);
        replay = begun;
    }

    private string Api(string what) => $"api/v1/sessions/{Id}/{what}";

    private async Task EndAsync()
    {
        var reason = await Prompts.ReasonAsync(
            "End this session?", $"{Session.Caller} loses the connection to {Session.Connection} at once, and what it was doing is cancelled. The reason is shown to them and stands in the audit log.", "End it");
        if (reason is null || !IsAdmin) return;
        var (_, problem) = await Kill.EndAsync(Id, reason, Actor, Gone);
        if (problem is null) Notifications.Notify(NotificationSeverity.Success, "The agent was told to end it");
        else Notifications.Notify(NotificationSeverity.Warning, "Not ended", problem);
    }
}
