using System.Collections.Immutable;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>One machine identity: its keys, its groups, what it did.</summary>
public sealed partial class ServiceAccountPage
{
    private static readonly Crumb[] crumbs = [new("Identities", "/identities"), new("Service accounts", "/identities?tab=service-accounts")];
    private MachineAccount? account;
    private IReadOnlyList<string> groupNames = [];
    private IReadOnlyList<RuleReference> rules = [];
    private IReadOnlyList<ServiceAccountKeyEntity> keys = [];
    private bool loaded;
    private bool busy;
    private string? shown;
    private ConfigOutcome? outcome;

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

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot, LiveTopics.Sessions];

    protected override Task OnParametersSetAsync() => shown is null || shown == Name ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        if (shown != Name) (shown, outcome) = (Name, null);
        account = await Roster.ServiceAccountAsync(Name, Gone);
        keys = await Roster.KeysAsync(Name, Gone);
        groupNames = [.. (await Roster.GroupsAsync(Gone)).Select(g => g.Name)];
        rules = account is null ? [] : RuleReferences.Of(await Configuration.ReadAsync(Gone), new CallerIdentity(account.Name, CallerKind.Machine, account.Groups, ""));
        loaded = true;
    }

    private async Task<ConfigOutcome> SaveGroupsAsync(ImmutableArray<string> groups)
    {
        if (!IsAdmin || account is null) return new ConfigOutcome([], [], 0, Conflict: true);
        var saved = await Configuration.SaveAsync(new ServiceAccountDefinition(Name, groups), account.Version, Actor, Gone);
        if (saved.Accepted) Notices.Notify(NotificationSeverity.Success, "Saved, and in force");
        await LoadAsync();
        return saved;
    }

    private async Task RemoveAsync()
    {
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"Remove {Name}?", "Its keys and its tokens stop working at once and its live sessions end within a second. Recordings and the audit log keep its name.", "Remove")) return;
        busy = true;
        outcome = await Configuration.RemoveAsync<ServiceAccountDefinition>(Name, Actor, Gone);
        busy = false;
        if (outcome.Accepted) Navigation.NavigateTo("/identities?tab=service-accounts");
    }
}
