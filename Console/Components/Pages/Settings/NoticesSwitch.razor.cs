using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Pages.Settings;

/// <summary>Turns this browser's notifications on and off; notices.js knows how.</summary>
public sealed partial class NoticesSwitch : IAsyncDisposable
{
    private IJSObjectReference? module;
    private string? state;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            module = await Browser.InvokeAsync<IJSObjectReference>("import", "./notices.js");
            state = await module.InvokeAsync<string>("state");
        }
        catch (JSException)
        {
            state = "unsupported";
        }

        StateHasChanged();
    }

    private async Task SetAsync(string function)
    {
        if (module is null) return;
        await module.InvokeVoidAsync(function);
        state = await module.InvokeAsync<string>("state");
    }
}
