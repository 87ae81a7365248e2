using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities.Oidc;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities.Providers;

/// <summary>The form for a new identity provider.</summary>
public sealed partial class AddProvider
{
    private readonly ProviderDraft draft = new();
    private bool busy;
    private ConfigOutcome? outcome;
    private IReadOnlyList<Finding>? findings;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private OidcProviderTrial Trial { get; set; } = default!;

    [Inject]
    private OidcProviderFacts Facts { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private async Task TryAsync()
    {
        if (busy) return;
        busy = true;
        var config = draft.ToConfig();
        findings = [.. OidcProviderRules.WrongIssuer(config.Issuer) is { } wrong ? [new Finding(FindingKind.Bad, $"The issuer {wrong}")] : await Trial.TryAsync(config, CancellationToken.None)];
        busy = false;
    }

    private async Task AddAsync()
    {
        if (busy) return;
        busy = true;
        var config = draft.ToConfig();
        outcome = await Configuration.SaveAsync(config, null, Actor, CancellationToken.None);
        busy = false;
        if (!outcome.Accepted) return;
        Notices.Notify(NotificationSeverity.Success, $"{config.Name} was added");
        Navigation.NavigateTo(IdentityAddress.Provider(config.Name));
    }
}
