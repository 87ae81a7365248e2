using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Agents;

/// <summary>One agent: its processes, what they enforce and what they serve.</summary>
public sealed partial class AgentPage
{
    private const string HowItEnds = "Its sessions end within a second with that reason in their recordings, it deletes its key and its configuration and stops. One that is out of reach does so when it next reaches the console.";
    private static readonly Crumb[] crumbs = [new("Agents", "/agents")];
    private AgentOverview? agent;
    private long latest;
    private bool loaded;
    private bool busy;
    private ConfigOutcome? outcome;
    private string? keyProblem;
    private Secret? made;
    private HashSet<Guid> before = [];
    private IReadOnlyList<ConnectionDefinition> serves = [];
    private IReadOnlyList<string> keptBy = [];
    private string? shown;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private AgentDirectory Directory { get; set; } = default!;

    [Inject]
    private AgentKeys Keys { get; set; } = default!;

    [Inject]
    private KeyRotation Rotation { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private ConsoleAddress Console { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Agents, LiveTopics.Snapshot];

    protected override Task OnParametersSetAsync() => shown is null || shown == Name ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        if (shown != Name) (shown, made, outcome, keyProblem, keptBy, loaded) = (Name, null, null, null, [], false);
        agent = (await Directory.ListAsync(Gone)).FirstOrDefault(a => a.Name == Name);
        var version = await Directory.LatestVersionAsync(Gone);
        if (version != latest || !loaded) serves = [.. (await Configuration.ReadAsync(Gone)).Connections!.Value.Where(c => c.Agents.Contains(Name))];
        (latest, loaded) = (version, true);
    }

    private async Task RenewAsync()
    {
        var running = agent!.Members.Count == 0 ? "" : "Processes that are enrolled keep their keys and go on. ";
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"A new enrolment token for {Name}?", $"{running}A token made before that nobody has used stops working. The new one enrols one more process and is shown once.", "Make a token", danger: false)) return;
        before = [.. agent.Members.Select(m => m.Id)];
        await ChangeAsync(async () => (outcome, made) = await Desk.RenewEnrolmentAsync(Name, Actor, Gone));
    }

    private async Task RevokeAsync(AgentMemberEntity member)
    {
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            "Revoke this process?",
            $"The key of the process on {AgentWords.Host(member)} is worth nothing any more, for ever. {HowItEnds}", "Revoke it")) return;
        await ChangeAsync(() => Keys.RevokeAsync(member.Id, Actor, Gone));
    }

    private async Task RotateAsync(AgentMemberEntity member)
    {
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            "A new key for this process?",
            $"The process on {AgentWords.Host(member)} makes a new key, proves it with both, and signs with it from then on. Sessions go on; recordings that began before stay provable by the old key, which opens nothing any more.", "Rotate the key", danger: false)) return;
        await ChangeAsync(async () => keyProblem = await Rotation.RotateAsync(member.Id, Actor, Gone));
        if (keyProblem is null) Notices.Notify(NotificationSeverity.Success, "It has a new key");
    }

    private async Task RevokeAllAsync()
    {
        var members = agent!.Members;
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"Revoke all processes of {Name}?", $"The keys of all {members.Count} are worth nothing any more, for ever: nobody connects over {Name} until one enrols anew. {HowItEnds}", "Revoke all")) return;
        await ChangeAsync(async () =>
        {
            foreach (var member in members) await Keys.RevokeAsync(member.Id, Actor, Gone);
        });
    }

    private async Task RemoveAsync()
    {
        keptBy = [.. serves.Select(c => c.Config.Name)];
        if (!IsAdmin || keptBy.Count > 0) return;
        var processes = agent!.Members.Count == 0 ? "No process is enrolled." : $"Its {agent.Members.Count} enrolled {(agent.Members.Count == 1 ? "process is" : "processes are")} revoked. {HowItEnds}";
        if (!await Prompts.ConfirmAsync($"Remove agent {Name}?", processes, "Remove it")) return;
        await ChangeAsync(async () => outcome = await Configuration.RemoveAsync<AgentConfig>(Name, Actor, Gone));
        if (outcome is { Accepted: true }) Navigation.NavigateTo("/agents");
    }

    private async Task ChangeAsync(Func<Task> change)
    {
        (busy, keyProblem) = (true, null);
        await change();
        busy = false;
        await LoadAsync();
    }

    private void Close() => made = null;
}
