using HoopLike.Console.Agents;
using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Agents;

/// <summary>The agents and how they are; one more is enrolled here.</summary>
public sealed partial class AgentsPage
{
    private IReadOnlyList<AgentOverview>? agents;
    private long latest;
    private string name = "";
    private bool busy;
    private ConfigOutcome? outcome;
    private (string Name, Secret Token)? made;

    [SupplyParameterFromQuery(Name = "enrol")]
    private bool IsEnrolling { get; set; }

    [Inject]
    private AgentDirectory Directory { get; set; } = default!;

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    [Inject]
    private ConsoleAddress Console { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Agents, LiveTopics.Snapshot];

    protected override async Task LoadAsync()
    {
        agents = await Directory.ListAsync(Gone);
        latest = await Directory.LatestVersionAsync(Gone);
    }

    private string? Wrong(string field) => outcome?.Mistakes.FirstOrDefault(m => m.Path.EndsWith(field, StringComparison.Ordinal))?.What;

    private async Task EnrolAsync()
    {
        if (!IsAdmin || busy) return;
        busy = true;
        var wanted = name.Trim();
        (outcome, var token) = await Desk.AddAgentAsync(wanted, Actor, Gone);
        busy = false;
        if (token is null) return;
        made = (wanted, token);
        name = "";
        await LoadAsync();
    }

    private void Close()
    {
        made = null;
        Navigation.NavigateTo("/agents");
    }
}
