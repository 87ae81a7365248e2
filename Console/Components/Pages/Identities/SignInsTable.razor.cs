using System.Collections.Immutable;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>An identity's sign-ins, as they come and go.</summary>
public sealed partial class SignInsTable
{
    private const int Shown = 20;
    private ImmutableArray<SignInEntity> signIns = [];
    private string? loadedFor;
    private bool loaded;
    private bool busy;

    [Parameter, EditorRequired]
    public string Identity { get; set; } = "";

    [Inject]
    private SignIns SignIns { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.SignIns];

    protected override Task OnParametersSetAsync() => loadedFor is null || loadedFor == Identity ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        loadedFor = Identity;
        signIns = await SignIns.ListAsync(Identity, Shown, Gone);
        loaded = true;
    }

    private static string MeansOf(SignInEntity signIn) => signIn.Means switch
    {
        SignInMeans.Password => "browser, password",
        SignInMeans.Device => signIn.Provider is { } provider ? $"command line, {provider}" : "command line",
        _ => $"browser, {signIn.Provider}",
    };

    private bool IsLive(SignInEntity signIn) => signIn.EndedAt is null && signIn.ExpiresAt > Time.GetUtcNow();

    private async Task EndAsync(SignInEntity signIn)
    {
        if (!IsAdmin || busy || !await Prompts.ConfirmAsync("End this sign-in?", "Its open pages are signed out, its tokens are refused, and the sessions on them end within a second.", "End it")) return;
        busy = true;
        await SignIns.EndAsync(signIn.Id, "ended by an administrator", Actor, Gone);
        busy = false;
        await LoadAsync();
    }

    private async Task EndAllAsync()
    {
        if (!IsAdmin || busy || !await Prompts.ConfirmAsync($"End all sign-ins of {Identity}?", "All open pages are signed out, tokens are refused, and the sessions on them end within a second.", "End them")) return;
        busy = true;
        await SignIns.EndAsync(s => s.Name == Identity, "ended by an administrator", Actor, Gone);
        busy = false;
        await LoadAsync();
    }
}
