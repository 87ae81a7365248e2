using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>The fields of a search for sessions. What is chosen is searched at once, what is typed when it is sent.</summary>
public sealed partial class SearchBar
{
    private const string Custom = "custom";
    private static readonly string[] protocols = ["postgres", "mysql", "ssh", "http", "kubernetes"];

    private string? identity;
    private string? connection;
    private string? text;
    private bool wantsCustom;
    private SessionFilter? shown;

    [Parameter, EditorRequired]
    public SessionFilter Filter { get; set; } = SessionFilter.All;

    /// <summary>Whether sessions of others than the viewer can be searched.</summary>
    [Parameter]
    public bool AnyIdentity { get; set; }

    [Parameter]
    public EventCallback<SessionFilter> OnSearch { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    private string RangeWord => Filter.Range ?? (wantsCustom || Filter.From is not null || Filter.To is not null ? Custom : "");

    protected override void OnParametersSet()
    {
        if (shown == Filter) return;
        shown = Filter;
        (identity, connection, text) = (Filter.Identity, Filter.Connection, Filter.Text);
    }

    private Task SearchAsync(SessionFilter? chosen = null) =>
        OnSearch.InvokeAsync((chosen ?? Filter) with { Identity = Wanted(identity), Connection = Wanted(connection), Text = Wanted(text) });

    private Task RangeAsync(ChangeEventArgs e)
    {
        wantsCustom = (string?)e.Value == Custom;
        return SearchAsync(wantsCustom ? Filter with { Range = null } : Filter with { Range = Word(e), From = null, To = null });
    }

    private string? Local(DateTimeOffset? at) => at is { } moment ? Zone.At(moment).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) : null;

    private DateTimeOffset? Moment(ChangeEventArgs e) => DateTime.TryParse((string?)e.Value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? Zone.From(local) : null;

    private static string? Word(ChangeEventArgs e) => Wanted((string?)e.Value);

    private static string? Wanted(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
