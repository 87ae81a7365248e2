using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages;

/// <summary>Sessions, newest first. What is searched for stands in the address, so that a search can be shared.</summary>
public sealed partial class SessionsPage
{
    private const int PageSize = 50;

    private IReadOnlyList<SessionEntity>? sessions;
    private int pages = 1;
    private bool hasMore;
    private string? identity;
    private string? connection;
    private string? text;
    private bool onlyLive;

    [SupplyParameterFromQuery(Name = "identity")]
    private string? IdentityQuery { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? ConnectionQuery { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? TextQuery { get; set; }

    [SupplyParameterFromQuery(Name = "live")]
    private bool LiveQuery { get; set; }

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Sessions];

    protected override async Task OnParametersSetAsync()
    {
        (identity, connection, text, onlyLive) = (IdentityQuery, ConnectionQuery, TextQuery, LiveQuery);
        if (sessions is not null) await LoadAsync();
    }

    protected override async Task LoadAsync()
    {
        var query = new SessionQuery(
            Identity: SeesEverything ? Wanted(IdentityQuery) : Me.Identity.Name, Connection: Wanted(ConnectionQuery), Text: Wanted(TextQuery), Live: LiveQuery ? true : null);
        var found = await Search.FindAsync(query, null, (pages * PageSize) + 1, Gone);
        hasMore = found.Count > pages * PageSize;
        sessions = [.. found.Take(pages * PageSize)];
    }

    private static string? Wanted(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private void SearchAsync()
    {
        pages = 1;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["identity"] = Wanted(identity), ["connection"] = Wanted(connection), ["q"] = Wanted(text), ["live"] = onlyLive ? true : null,
        }));
    }

    private async Task MoreAsync()
    {
        pages++;
        await LoadAsync();
    }

    private void Open(DataGridRowMouseEventArgs<SessionEntity> row) => Navigation.NavigateTo($"sessions/{row.Data!.Id}");
}
