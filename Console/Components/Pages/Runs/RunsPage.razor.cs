using HoopLike.Console.Live;
using HoopLike.Console.Sessions.Runs;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Runs;

/// <summary>Runs, the one that did something last first.</summary>
public sealed partial class RunsPage
{
    private const int PageSize = 50;

    private readonly List<RunLine> rows = [];
    private string? text;
    private string? shown;
    private bool loaded;
    private bool hasMore;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Words { get; set; }

    [Inject]
    private RunSearch Runs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Sessions];

    private string? Own => SeesEverything ? null : Me.Identity.Name;

    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || shown == Words) return;
        rows.Clear();
        await LoadAsync();
    }

    /// <summary>Brings what is listed up to date.</summary>
    protected override async Task LoadAsync()
    {
        if (shown != Words || !loaded) (shown, text) = (Words, Words);
        var wanted = Math.Max(PageSize, rows.Count);
        var found = await Runs.FindAsync(Words, Own, null, wanted + 1, Gone);
        rows.Clear();
        rows.AddRange(found.Take(wanted));
        (hasMore, loaded) = (found.Count > wanted, true);
    }

    private async Task MoreAsync()
    {
        if (rows.Count == 0) return;
        var found = await Runs.FindAsync(Words, Own, (rows[^1].LastAt, rows[^1].Key), PageSize + 1, Gone);
        rows.AddRange(found.Take(PageSize));
        hasMore = found.Count > PageSize;
    }

    private void Search() => Navigation.NavigateTo(string.IsNullOrWhiteSpace(text) ? "runs" : $"runs?q={Uri.EscapeDataString(text.Trim())}");
}
