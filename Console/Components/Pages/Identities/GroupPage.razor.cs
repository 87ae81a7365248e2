using System.Collections.Immutable;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>One group: the roles that it gives, who is in it, and which rules name it. A group that only tokens name has a page as well.</summary>
public sealed partial class GroupPage
{
    private static readonly Crumb[] crumbs = [new("Identities", "/identities"), new("Groups", "/identities?tab=groups")];
    private GroupOverview? group;
    private IReadOnlyList<RuleReference> rules = [];
    private string? shown;
    private bool busy;
    private ConfigOutcome? outcome;
    private GroupOverview? wanted;
    private ImmutableArray<ConsoleRole> edited = [];

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private IdentityRoster Roster { get; set; } = default!;

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    protected override Task OnParametersSetAsync() => shown is null || shown == Name ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        if (shown != Name) (shown, wanted, outcome) = (Name, null, null);
        group = (await Roster.GroupsAsync(Gone)).FirstOrDefault(g => g.Name == Name) ?? new GroupOverview(Name, [], [], [], null);
        rules = RuleReferences.OfGroup(await Configuration.ReadAsync(Gone), Name);
    }

    private void Edit() => (wanted, edited, outcome) = (group, group!.Roles, null);

    private async Task SaveAsync()
    {
        if (!IsAdmin || busy) return;
        busy = true;
        outcome = await Configuration.SaveAsync(new GroupConfig(Name, edited), wanted!.Version, Actor, Gone);
        busy = false;
        await LoadAsync();
        if (outcome.Conflict) wanted = group;
        if (!outcome.Accepted) return;
        wanted = null;
        Notices.Notify(NotificationSeverity.Success, "Saved, and in force");
    }

    private async Task RemoveAsync()
    {
        var members = group!.People.Count + group.Machines.Count;
        var losing = group.Roles.Any(r => r != ConsoleRole.User) ? $"Its members lose the role {string.Join(" and ", group.Roles.Where(r => r != ConsoleRole.User).Select(Roles.Word))} at their next step. " : "";
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"Remove group {Name}?", $"{losing}{(members == 0 ? "No account is in it." : $"{members} accounts stay in it.")} Policies that name it go on to do so.", "Remove")) return;
        busy = true;
        outcome = await Configuration.RemoveAsync<GroupConfig>(Name, Actor, Gone);
        busy = false;
        if (outcome.Accepted) Navigation.NavigateTo("/identities?tab=groups");
    }
}
