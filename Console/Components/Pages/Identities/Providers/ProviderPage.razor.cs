using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities.Providers;

/// <summary>One identity provider: what it is, what it publishes, what must be entered there, and who came through it.</summary>
public sealed partial class ProviderPage
{
    private const int Shown = 50;
    private static readonly Crumb[] crumbs = [new("Identities", "/identities"), new("Identity providers", "/identities?tab=providers")];
    private StoredConfig<IdentityProviderConfig>? stored;
    private OidcFacts? facts;
    private SamlFacts? saml;
    private IReadOnlyList<PersonEntity> people = [];
    private IReadOnlyList<Finding>? findings;
    private ProviderDraft? draft;
    private Guid? editing;
    private string? shown;
    private bool loaded;
    private bool busy;
    private ConfigOutcome? outcome;
    private ConfigOutcome? removal;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private OidcProviderFacts OidcFacts { get; set; } = default!;

    [Inject]
    private SamlProviderFacts SamlFacts { get; set; } = default!;

    [Inject]
    private OidcProviderTrial Trial { get; set; } = default!;

    [Inject]
    private HoopLike.Console.Identities.People People { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot, LiveTopics.SignIns];

    protected override Task OnParametersSetAsync() => shown is null || shown == Name ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        if (shown != Name) (shown, draft, outcome, removal, findings) = (Name, null, null, null, null);
        stored = await Configuration.FindAsync<IdentityProviderConfig>(Name, Gone);
        facts = await OidcFacts.OfAsync(Name, Gone);
        saml = await SamlFacts.OfAsync(Name, Gone);
        people = await People.OfAsync(Name, Shown, Gone);
        loaded = true;
    }

    private void Edit() => (draft, editing, outcome) = (ProviderDraft.Of(stored!.Config), stored.Version, null);

    private async Task TryAsync()
    {
        if (busy || stored is null) return;
        busy = true;
        findings = await Trial.TryAsync(stored.Config, Gone);
        busy = false;
    }

    private async Task SaveAsync()
    {
        if (!IsAdmin || busy || draft is null) return;
        busy = true;
        outcome = await Configuration.SaveAsync(draft.ToConfig(), editing, Actor, Gone);
        busy = false;
        await LoadAsync();
        if (outcome.Conflict) editing = stored?.Version;
        if (!outcome.Accepted) return;
        (draft, findings) = (null, null);
        Notices.Notify(NotificationSeverity.Success, "Saved, and in force");
    }

    private async Task RemoveAsync()
    {
        if (!IsAdmin || !await Prompts.ConfirmAsync(
            $"Remove {Name}?", "Nobody signs in through it any more, its tokens are refused, and who is signed in through it is signed out. Recordings and the audit log keep its people's names.", "Remove")) return;
        busy = true;
        removal = await Configuration.RemoveAsync<IdentityProviderConfig>(Name, Actor, Gone);
        busy = false;
        if (removal.Accepted) Navigation.NavigateTo("/identities?tab=providers");
    }
}
