using HoopLike.Console.Agents;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>All connections, how they are, and what concerns them.</summary>
public sealed partial class ConnectionsPage
{
    private const int Step = 100;
    private IReadOnlyList<ConnectionOverview>? all;
    private List<ConnectionOverview> shown = [];
    private int rows = Step;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    /// <summary>As <c>env=prod</c>.</summary>
    [SupplyParameterFromQuery]
    private string? Tag { get; set; }

    [SupplyParameterFromQuery]
    private string? Protocol { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [Inject]
    private ConnectionDirectory Directory { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Agents, LiveTopics.Sessions];

    private IEnumerable<string> Tags => (all ?? []).SelectMany(ConnectionWords.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private IEnumerable<string> Protocols => (all ?? []).Select(c => ConnectionWords.Of(c.Config.Protocol)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    protected override async Task LoadAsync()
    {
        all = await Directory.ListAsync(Gone);
        Choose();
    }

    protected override void OnParametersSet() => Choose();

    private void Choose() => shown = [.. (all ?? []).Where(Matches)];

    private bool Matches(ConnectionOverview connection) =>
        (string.IsNullOrEmpty(Tag) || ConnectionWords.Tags(connection).Contains(Tag, StringComparer.Ordinal))
        && (string.IsNullOrEmpty(Protocol) || ConnectionWords.Of(connection.Config.Protocol) == Protocol)
        && (string.IsNullOrEmpty(Status) || ConnectionWords.Of(connection.Health) == Status)
        && (Search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => ConnectionWords.Searchable(connection).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private void Filter(string what, object? value)
    {
        var text = value as string is { Length: > 0 } given ? given : null;
        rows = Step;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(what == nameof(Search) ? "q" : what.ToLowerInvariant(), text), replace: true);
    }
}
