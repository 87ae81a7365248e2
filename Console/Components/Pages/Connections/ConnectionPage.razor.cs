using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>One connection: what it is, how it is doing, what is enforced on it, who may use it.</summary>
public sealed partial class ConnectionPage
{
    private const int SessionsShown = 10;
    private static readonly IReadOnlyList<Crumb> crumbs = [new("Connections", "connections")];
    private static readonly IReadOnlyList<(string Word, string Title)> tabs = [("overview", "Overview"), ("rules", "What is enforced"), ("access", "Who may use it"), ("schema", "Schema"), ("history", "History")];
    private ConnectionOverview? connection;
    private bool loaded;
    private bool mayConnect;
    private string problems = "";
    private IReadOnlyList<ConnectionReference>? refused;
    private IReadOnlyList<SessionEntity> live = [];
    private IReadOnlyList<SubjectAccess> subjects = [];
    private ActivitySeries? activity;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    [Inject]
    private ConnectionDirectory Directory { get; set; } = default!;

    [Inject]
    private EffectiveAccess Access { get; set; } = default!;

    [Inject]
    private ConnectionRights Rights { get; set; } = default!;

    [Inject]
    private SessionSearch Sessions { get; set; } = default!;

    [Inject]
    private ActivityLog Activity { get; set; } = default!;

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Agents, LiveTopics.Sessions];

    /// <summary>An HTTP target has no tables to show.</summary>
    private IEnumerable<(string Word, string Title)> Tabs => tabs.Where(t => t.Word != "schema" || connection?.Config.Protocol != ConnectionProtocol.Http);

    private string Shown => Tabs.Any(t => t.Word == Tab) ? Tab! : tabs[0].Word;

    protected override async Task LoadAsync()
    {
        connection = await Directory.FindAsync(Name, Gone);
        loaded = true;
        if (connection is null) return;
        mayConnect = await Rights.FindAsync(Me.Identity, Name, Gone) is not null;
        if (Shown == "overview") await LoadOverviewAsync();
        if (Shown == "access") subjects = await Access.OfAsync(Name, Gone) ?? [];
    }

    /// <summary>Another tab, or another connection, on the same page.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (loaded) await LoadAsync();
    }

    private static string RuleAddress(ConnectionReference reference) => $"{(reference.Kind == "policy" ? "policies" : "masking")}/{Uri.EscapeDataString(reference.Name)}";

    private string TabAddress(string tab) => tab == tabs[0].Word ? $"connections/{Name}" : $"connections/{Name}?tab={tab}";

    private async Task LoadOverviewAsync()
    {
        var now = Time.GetUtcNow();
        live = await Sessions.FindAsync(new SessionQuery(Connection: Name, Live: true), null, SessionsShown, Gone);
        activity = await Activity.ReadAsync(now.AddHours(-24), now, Name, Gone);
    }

    private async Task DeleteAsync()
    {
        if (!IsAdmin || connection is null) return;
        (problems, refused) = ("", null);
        var named = ConnectionReferences.Of(await Configuration.ReadAsync(Gone), Name);
        if (named.Count > 0)
        {
            refused = named;
            return;
        }

        var running = connection.LiveSessions == 0 ? "No session runs on it now." : $"{ConnectionWords.Count(connection.LiveSessions, "live session")} on it will end.";
        var what = $"{running} Nobody can connect to port {connection.Config.Listen.Port} any more, and the stored credential is forgotten. Recordings stay for as long as they are kept. No policy or masking rule names it; those that choose by tag go on for others.";
        if (!await Prompts.ConfirmAsync($"Delete {Name}?", what, "Delete it")) return;
        var outcome = await Configuration.RemoveAsync<ConnectionDefinition>(Name, Actor, Gone);
        if (!outcome.Accepted)
        {
            problems = outcome.Conflict ? "Somebody changed it at the same time; try again." : string.Join(' ', outcome.Mistakes.Select(m => $"{m.Path}: {m.What}"));
            return;
        }

        Notifications.Notify(NotificationSeverity.Success, $"{Name} is deleted", "Its configuration stays in the audit log.");
        Navigation.NavigateTo("connections");
    }
}
