using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>Who there is: people, machines, groups, and who vouches for others.</summary>
public sealed partial class IdentitiesPage
{
    private static readonly (string Id, string Words)[] tabs = [("people", "People"), ("groups", "Groups"), ("service-accounts", "Service accounts"), ("providers", "Identity providers")];
    private IReadOnlyList<Person>? people;
    private IReadOnlyList<MachineAccount>? accounts;
    private IReadOnlyList<GroupOverview>? groups;
    private IReadOnlyList<ProviderOverview>? providers;
    private IReadOnlyList<string> groupNames = [];
    private string? shown;

    [SupplyParameterFromQuery(Name = "tab")]
    private string? AskedTab { get; set; }

    [SupplyParameterFromQuery(Name = "new")]
    private bool IsAdding { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [Inject]
    private IdentityRoster Roster { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private string Tab => tabs.Any(t => t.Id == AskedTab) ? AskedTab! : "people";

    private string AddWords => Tab switch { "groups" => "Add a group", "service-accounts" => "Add a service account", "providers" => "Add a provider", _ => "Add a local user" };

    private bool HasText => !string.IsNullOrWhiteSpace(Text);

    protected override Task OnParametersSetAsync() => shown is null || shown == Tab ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        shown = Tab;
        groups = await Roster.GroupsAsync(Gone);
        groupNames = [.. groups.Select(g => g.Name)];
        if (shown == "people") people = await Roster.PeopleAsync(Gone);
        else if (shown == "service-accounts") accounts = await Roster.ServiceAccountsAsync(Gone);
        else if (shown == "providers") providers = await Roster.ProvidersAsync(Gone);
    }

    private bool Fits(string name, IEnumerable<string> words, ImmutableArray<ConsoleRole> roles) =>
        !HasText || words.Append(name).Concat(roles.Select(Roles.Word)).Any(w => w.Contains(Text!.Trim(), StringComparison.OrdinalIgnoreCase));

    private void Find(ChangeEventArgs typed) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(typed.Value?.ToString()) ? null : typed.Value.ToString()), replace: true);

    private void Close() => Navigation.NavigateTo($"/identities?tab={Tab}");
}
