using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Approvals;

/// <summary>Filters of the decided tickets; what they say stands in the address.</summary>
public sealed partial class TicketFilter
{
    private string? status;
    private string? person;
    private string? connection;
    private DateOnly? from;
    private DateOnly? to;

    [Parameter]
    public string? Status { get; set; }

    [Parameter]
    public string? Person { get; set; }

    [Parameter]
    public string? Connection { get; set; }

    [Parameter]
    public string? From { get; set; }

    [Parameter]
    public string? To { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private bool IsFiltered => new[] { Status, Person, Connection, From, To }.Any(v => !string.IsNullOrEmpty(v));

    protected override void OnParametersSet() => (status, person, connection, from, to) = (Status ?? "", Person, Connection, Day(From), Day(To));

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Wanted(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private void Apply() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters($"{Navigation.BaseUri}approvals", new Dictionary<string, object?>
    {
        ["show"] = "decided", ["status"] = Wanted(status), ["person"] = Wanted(person), ["connection"] = Wanted(connection),
        ["from"] = from?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["to"] = to?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    }));
}
