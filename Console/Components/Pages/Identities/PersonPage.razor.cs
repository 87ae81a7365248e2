using System.Collections.Immutable;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>One person, or workload of a provider: what it may do, what it did, and what an administrator can do about it.</summary>
public sealed partial class PersonPage
{
    private static readonly Crumb[] crumbs = [new("Identities", "/identities"), new("People", "/identities?tab=people")];
    private static readonly string[] passwordFields = [".password"];
    private Person? person;
    private IReadOnlyList<string> groupNames = [];
    private IReadOnlyList<RuleReference> rules = [];
    private bool loaded;
    private bool busy;
    private bool setting;
    private string? typed;
    private string? shown;
    private ConfigOutcome? outcome;
    private ConfigOutcome? passwordOutcome;
    private Secret? made;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private IdentityRoster Roster { get; set; } = default!;

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    [Inject]
    private PeopleDesk People { get; set; } = default!;

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private bool IsSelf => string.Equals(Name, Actor.Name, StringComparison.OrdinalIgnoreCase);

    protected override Task OnParametersSetAsync() => shown is null || shown == Name ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        if (shown != Name) (shown, made, setting, outcome) = (Name, null, false, null);
        person = (await Roster.PeopleAsync(Gone)).FirstOrDefault(p => p.Name == Name);
        groupNames = [.. (await Roster.GroupsAsync(Gone)).Select(g => g.Name)];
        rules = person is null ? [] : RuleReferences.Of(await Configuration.ReadAsync(Gone), new CallerIdentity(person.Name, person.Kind, person.Groups, ""));
        loaded = true;
    }

    private async Task<ConfigOutcome> SaveGroupsAsync(ImmutableArray<string> groups)
    {
        if (!IsAdmin || person?.Version is not { } version) return new ConfigOutcome([], [], 0, Conflict: true);
        var saved = await Configuration.SaveAsync(new UserConfig(Name, groups), version, Actor, Gone);
        if (saved.Accepted) Notices.Notify(NotificationSeverity.Success, "Saved, and in force");
        await LoadAsync();
        return saved;
    }

    private void StartPassword() => (setting, typed, passwordOutcome, made) = (true, null, null, null);

    private async Task SetPasswordAsync()
    {
        if (!IsAdmin || busy) return;
        busy = true;
        var password = typed is null ? IdentityDesk.NewPassword() : new Secret(typed);
        passwordOutcome = await Desk.SetPasswordAsync(Name, password, Actor, Gone);
        busy = false;
        if (!passwordOutcome.Accepted) return;
        setting = false;
        if (typed is null) made = password;
        Notices.Notify(NotificationSeverity.Success, "The password was set");
    }

    private async Task RemoveAsync()
    {
        if (!IsAdmin || IsSelf || !await Prompts.ConfirmAsync(
            $"Remove {Name}?", "It can no longer sign in; its tokens and browser sessions stop working, and its live sessions end within a second. Recordings and the audit log keep its name.", "Remove")) return;
        busy = true;
        outcome = await Configuration.RemoveAsync<UserConfig>(Name, Actor, Gone);
        busy = false;
        if (outcome.Accepted) Navigation.NavigateTo("/identities?tab=people");
    }

    private async Task ForgetAsync()
    {
        if (!IsAdmin || IsSelf || !await Prompts.ConfirmAsync(
            $"Forget {Name}?", "Signed out everywhere; its display name, e-mail address and groups are deleted here. It may sign in again, and then begins anew. Recordings and the audit log keep its name.", "Forget")) return;
        busy = true;
        await People.ForgetAsync(Name, Actor, Gone);
        busy = false;
        Navigation.NavigateTo("/identities?tab=people");
    }
}
