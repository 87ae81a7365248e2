using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Saml;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages;

/// <summary>The ways in: a button for each provider, and the form for local accounts where they are on.</summary>
public sealed partial class SignInPage
{
    private SignInOffer? offer;

    [SupplyParameterFromQuery]
    private bool Failed { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    /// <summary>Why a sign-in at a provider came to nothing, as a code.</summary>
    [SupplyParameterFromQuery]
    private string? Problem { get; set; }

    /// <summary>The provider that the problem is about.</summary>
    [SupplyParameterFromQuery]
    private string? Provider { get; set; }

    [SupplyParameterFromQuery]
    private string? SignedOut { get; set; }

    [Inject]
    private SignInChoices Choices { get; set; } = default!;

    private SignInChoice? Asked => Failed ? null : Named(Provider);

    private string? SignedOutOf => Named(SignedOut)?.Title;

    /// <summary>Codes that are none of ours say nothing: the address is anybody's to write.</summary>
    private string? ProblemWords => Failed
        ? "That name and password do not match, or the account is locked for some minutes. Try again, or ask an administrator."
        : SignInProblems.Words(Problem) ?? SamlProblems.Words(Problem);

    protected override async Task OnInitializedAsync() => offer = await Choices.ReadAsync(CancellationToken.None);

    private SignInChoice? Named(string? name) => offer?.Providers.FirstOrDefault(p => p.Name == name);

    private string AddressOf(SignInChoice provider) =>
        $"/signin/with/{Uri.EscapeDataString(provider.Name)}" + (string.IsNullOrEmpty(ReturnUrl) ? "" : $"?returnUrl={Uri.EscapeDataString(ReturnUrl)}");
}
