using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>Sessions, newest first. What is searched for stands in the address, so that a search can be shared.</summary>
public sealed partial class SessionsPage
{
    private const int PageSize = 50;

    private readonly List<SessionEntity> rows = [];
    private SessionFilter filter = SessionFilter.All;
    private bool loaded;
    private bool hasMore;
    private int chosen = -1;

    [Inject]
    private SessionSearch Sessions { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private BrowserSide Browser { get; set; } = default!;

    // They are read from the address as a whole; being named here makes the page hear when they change.
    [SupplyParameterFromQuery(Name = "identity")]
    private string? Identity { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = "protocol")]
    private string? Protocol { get; set; }

    [SupplyParameterFromQuery(Name = "verdict")]
    private string? Verdict { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Words { get; set; }

    [SupplyParameterFromQuery(Name = "range")]
    private string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "live")]
    private string? OnlyLive { get; set; }

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Sessions];

    private SessionQuery Query => filter.At(Time.GetUtcNow(), SeesEverything ? null : Me.Identity.Name);

    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || Asked() == filter) return;
        rows.Clear();
        (loaded, chosen) = (false, -1);
        await LoadAsync();
    }

    /// <summary>Brings the newest ones in and what is shown of live ones up to date; older ones that have ended do not change.</summary>
    protected override async Task LoadAsync()
    {
        filter = Asked();
        var newest = await Sessions.FindAsync(Query, null, PageSize + 1, Gone);
        if (rows.Count == 0)
        {
            rows.AddRange(newest.Take(PageSize));
            hasMore = newest.Count > PageSize;
        }
        else
        {
            await RefreshAsync(newest);
        }

        loaded = true;
    }

    private async Task RefreshAsync(IReadOnlyList<SessionEntity> newest)
    {
        var chosenId = chosen >= 0 && chosen < rows.Count ? rows[chosen].Id : (Guid?)null;
        var news = newest.ToDictionary(s => s.Id);
        var live = rows.Where(r => r.EndedAt is null && !news.ContainsKey(r.Id)).Select(r => r.Id).ToList();
        foreach (var session in live.Count == 0 ? [] : await Sessions.FindAsync(live, Gone)) news[session.Id] = session;
        for (var i = 0; i < rows.Count; i++)
        {
            if (news.Remove(rows[i].Id, out var now)) rows[i] = now;
        }

        // More new ones than fill a page: what lies between is not known, so the list begins anew.
        if (news.Count == newest.Count && newest.Count > PageSize) rows.Clear();
        if (filter.Live) rows.RemoveAll(r => r.EndedAt is not null);
        rows.AddRange(news.Values);
        rows.Sort((a, b) => (b.StartedAt, b.Id).CompareTo((a.StartedAt, a.Id)));
        chosen = rows.FindIndex(r => r.Id == chosenId);
    }

    private async Task MoreAsync()
    {
        if (rows.Count == 0) return;
        var more = await Sessions.FindAsync(Query, (rows[^1].StartedAt, rows[^1].Id), PageSize + 1, Gone);
        rows.AddRange(more.Take(PageSize));
        hasMore = more.Count > PageSize;
    }

    private SessionFilter Asked()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        return SessionFilter.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    private void Search(SessionFilter wanted) => Navigation.NavigateTo(wanted.IsAll ? "sessions" : $"sessions?{wanted.ToQueryString()}");

    private async Task ChooseAsync(int by)
    {
        if (rows.Count == 0) return;
        chosen = Math.Clamp(chosen + by, 0, rows.Count - 1);
        await Browser.RevealAsync($"row-{chosen}");
    }

    private void OpenChosen()
    {
        if (chosen >= 0 && chosen < rows.Count) Open(rows[chosen].Id);
    }

    private void Open(Guid id) => Navigation.NavigateTo($"sessions/{id}");
}
