using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Connect;

/// <summary>What one may use, and the way to it.</summary>
public sealed partial class ConnectPage
{
    private IReadOnlyList<AccessState>? states;
    private HashSet<string> online = [];

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [Inject]
    private ConnectionRights Rights { get; set; } = default!;

    [Inject]
    private OwnRequests Requests { get; set; } = default!;

    [Inject]
    private AgentDirectory Agents { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Approvals, LiveTopics.Agents];

    private IEnumerable<AccessState> Shown => (states ?? []).Where(s => (Search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => Texts(s).Any(t => t.Contains(w, StringComparison.OrdinalIgnoreCase))));

    protected override async Task LoadAsync()
    {
        var usable = await Rights.ListAsync(Me.Identity, Gone);
        var requests = await Requests.ReadAsync(Me.Identity.Name, Gone);
        online = [.. (await Agents.ListAsync(Gone)).Where(a => a.Online).Select(a => a.Name)];
        states = [.. usable.Select(u => AccessState.Of(u, requests, Time.GetUtcNow())).OrderByDescending(s => s.Step == AccessStep.Granted).ThenByDescending(s => s.Step == AccessStep.Waiting)];
    }

    private static IEnumerable<string> Texts(AccessState state) =>
        [state.Connection.Config.Name, state.Connection.Config.Target.Database ?? "", .. state.Connection.Config.Tags.Select(t => $"{t.Key}={t.Value}")];

    private void Filter(ChangeEventArgs e) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", e.Value as string is { Length: > 0 } text ? text : null), replace: true);
}
