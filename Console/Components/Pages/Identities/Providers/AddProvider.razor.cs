using HoopLike.Console.Configuration;
using HoopLike.Console.Identities.Oidc;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities.Providers;

/// <summary>The form for a new identity provider.</summary>
public sealed partial class AddProvider
{
    private readonly ProviderDraft draft = new();
    private bool trying;
    private IReadOnlyList<Finding>? findings;

    [Inject]
    private OidcProviderTrial Trial { get; set; } = default!;

    [Inject]
    private OidcProviderFacts Facts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private async Task TryAsync()
    {
        if (trying) return;
        trying = true;
        var config = draft.ToConfig();
        findings = OidcProviderRules.WrongIssuer(config.Issuer) is { } wrong ? [new Finding(FindingKind.Bad, $"The issuer {wrong}")] : [.. await Trial.TryAsync(config, CancellationToken.None)];
        trying = false;
    }

    private async Task AddAsync()
    {
        var config = draft.ToConfig();
        Name = config.Name;
        if (await SaveAsync(config)) Navigation.NavigateTo(IdentityAddress.Provider(config.Name));
    }
}
