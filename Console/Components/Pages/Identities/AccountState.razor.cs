using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>Disables an identity after asking, and enables it again.</summary>
public sealed partial class AccountState
{
    private bool busy;
    private bool undoable;
    private ConfigOutcome? outcome;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public bool Disabled { get; set; }

    [Parameter]
    public bool IsMachine { get; set; }

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    private bool IsSelf => string.Equals(Name, Actor.Name, StringComparison.OrdinalIgnoreCase);

    protected override void OnParametersSet()
    {
        if (!Disabled) undoable = false;
    }

    private async Task SetAsync(bool disabled)
    {
        if (!MayChange || busy) return;
        var losing = IsMachine ? "Its key and its tokens stop working at once." : "Its password, its tokens and its browser sessions stop working at once.";
        if (disabled && !await Prompts.ConfirmAsync($"Disable {Name}?", $"{losing} Live sessions on every agent end within a second. It can be enabled again, and keeps its groups.", "Disable")) return;
        busy = true;
        outcome = await Desk.SetDisabledAsync(Name, disabled, Actor, CancellationToken.None);
        busy = false;
        undoable = disabled && outcome.Accepted;
        await OnChanged.InvokeAsync();
    }
}
