using HoopLike.Console.Agents;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages;

/// <summary>The agents and how they are.</summary>
public sealed partial class AgentsPage
{
    private IReadOnlyList<AgentOverview>? agents;
    private string address = "";

    [Inject]
    private AgentDirectory Directory { get; set; } = default!;

    [Inject]
    private ConsoleAddress Console { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Agents];

    protected override async Task LoadAsync()
    {
        address = Console.Of("");
        agents = await Directory.ListAsync(Gone);
    }

    private static string Spool(AgentOverview agent)
    {
        var bytes = agent.Members.Sum(m => m.SpoolBytes);
        return bytes == 0 ? "none" : $"{agent.Members.Sum(m => m.SpoolFiles)} ({bytes / 1024.0:n0} KiB)";
    }
}
