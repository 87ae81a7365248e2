using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Layout;

/// <summary>Opened by Ctrl-K (app.js); searches as one types.</summary>
public sealed partial class CommandPalette
{
    private string text = "";
    private int chosen;
    private int asked;
    private IReadOnlyList<PaletteItem> found = [];

    [Inject]
    private PaletteSearch Search { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private Task OpenAsync()
    {
        text = "";
        return SearchAsync();
    }

    private async Task SearchAsync()
    {
        var mine = ++asked;
        var items = await Search.FindAsync((await Authentication).User, text.Trim(), CancellationToken.None);
        if (mine != asked) return;
        (found, chosen) = (items, 0);
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Enter" && chosen < found.Count) await GoAsync(found[chosen]);
        else if (key.Key == "ArrowDown") chosen = Math.Min(chosen + 1, Math.Max(found.Count - 1, 0));
        else if (key.Key == "ArrowUp") chosen = Math.Max(chosen - 1, 0);
    }

    private async Task GoAsync(PaletteItem item)
    {
        await Script.InvokeVoidAsync("hooplike.closePalette");
        Navigation.NavigateTo(item.Address);
    }
}
