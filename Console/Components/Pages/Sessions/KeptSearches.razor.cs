using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>The viewer's saved searches: one click applies one, and saves the one that is on.</summary>
public sealed partial class KeptSearches
{
    private IReadOnlyList<SavedSearchEntity> kept = [];
    private SavedSearchEntity? gone;
    private ElementReference field;
    private string? owner;
    private string? problem;
    private string name = "";
    private bool naming;
    private bool focuses;

    /// <summary>Null while it is not known who looks.</summary>
    [Parameter, EditorRequired]
    public string? Owner { get; set; }

    [Parameter, EditorRequired]
    public SessionFilter Filter { get; set; } = SessionFilter.All;

    [Inject]
    private SavedSearches Searches { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (Owner is null || owner == Owner) return;
        owner = Owner;
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focuses) return;
        focuses = false;
        await field.FocusAsync();
    }

    private async Task LoadAsync() => kept = await Searches.ListAsync(owner!, CancellationToken.None);

    private void NameAsync() => (naming, focuses, name, problem) = (true, true, "", null);

    private async Task SaveAsync()
    {
        problem = await Searches.SaveAsync(owner!, name, Filter.ToQueryString(), CancellationToken.None);
        naming = problem is not null;
        gone = null;
        await LoadAsync();
    }

    private async Task DeleteAsync(SavedSearchEntity search)
    {
        await Searches.DeleteAsync(owner!, search.Name, CancellationToken.None);
        gone = search;
        await LoadAsync();
    }

    private async Task UndoAsync()
    {
        if (gone is not { } search) return;
        gone = null;
        problem = await Searches.SaveAsync(owner!, search.Name, search.Query, CancellationToken.None);
        await LoadAsync();
    }
}
