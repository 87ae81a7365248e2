using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Settings;

/// <summary>Whether local accounts may sign in.</summary>
public sealed partial class SignInSettings
{
    private bool busy;
    private ConfigOutcome? outcome;

    [Parameter, EditorRequired]
    public bool LocalSignIn { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Providers { get; set; } = [];

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    private async Task SetAsync()
    {
        if (!MayChange || busy) return;
        if (LocalSignIn && !await Prompts.ConfirmAsync(
            "Turn local sign-in off?",
            "From now on nobody signs in to this console with a password, you included; browser sessions that are open go on. Programs keep their keys and tokens. " +
            "An administrator's key over the REST interface, or the configuration file, turns it on again.", "Turn it off")) return;
        busy = true;
        outcome = await Configuration.ApplyAsync(new ConsoleConfig { LocalSignIn = !LocalSignIn }, Actor, dryRun: false, CancellationToken.None);
        busy = false;
        await OnChanged.InvokeAsync();
    }
}
