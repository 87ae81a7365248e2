using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Agents;

/// <summary>One agent: its processes, what they enforce and what they serve.</summary>
public sealed partial class AgentPage
{
    private const string StopItThere = "It keeps the sessions it has, and its last configuration, until it is stopped there: stop it as well.";
    private static readonly Crumb[] crumbs = [new("Agents", "/agents")];
    private AgentOverview? agent;
    private long latest;
    private bool loaded;
    private bool busy;
    private ConfigOutcome? outcome;
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
        if (shown != Name) (shown, made, outcome, keptBy, loaded) = (Name, null, null, [], false);
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
            $"The process on {AgentWords.Host(member)} loses its link at once and its key is worth nothing any more: it gets no change, no approval, and its recordings are not taken. {StopItThere}", "Revoke it")) return;
        await ChangeAsync(() => Directory.RevokeAsync(member.Id, Actor, Gone));
    }

    private async Task RevokeAllAsync()
    {
        var members = agent!.Members;
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"Revoke all processes of {Name}?", $"All {members.Count} lose their link at once and must enrol anew, each with a token of its own. Nobody gets a new session over {Name} that needs an approval meanwhile. {StopItThere}", "Revoke all")) return;
        await ChangeAsync(async () =>
        {
            foreach (var member in members) await Directory.RevokeAsync(member.Id, Actor, Gone);
        });
    }

    private async Task RemoveAsync()
    {
        keptBy = [.. serves.Select(c => c.Config.Name)];
        if (!IsAdmin || keptBy.Count > 0) return;
        var processes = agent!.Members.Count == 0 ? "No process is enrolled." : $"Its {agent.Members.Count} enrolled processes lose their link. {StopItThere}";
        if (!await Prompts.ConfirmAsync($"Remove agent {Name}?", processes, "Remove it")) return;
        await ChangeAsync(async () => outcome = await Configuration.RemoveAsync<AgentConfig>(Name, Actor, Gone));
        if (outcome is { Accepted: true }) Navigation.NavigateTo("/agents");
    }

    private async Task ChangeAsync(Func<Task> change)
    {
        busy = true;
        await change();
        busy = false;
        await LoadAsync();
    }

    private void Close() => made = null;
}
