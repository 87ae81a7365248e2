using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>What only the browser can do for the pages of sessions (wwwroot/sessions.js). One for each circuit.</summary>
public sealed class BrowserSide(IJSRuntime browser) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Scrolls an element into sight, as little as is needed.</summary>
    public ValueTask RevealAsync(string id) => CallAsync("reveal", id);

    /// <summary>Writes into the address without navigating: what a link to this moment should say.</summary>
    /// <param name="parameters">By name; null takes one out.</param>
    public ValueTask WriteAddressAsync(IReadOnlyDictionary<string, string?> parameters) => CallAsync("address", parameters);

    /// <summary>Makes a list that is scrolled to one of its ends press the button there.</summary>
    public ValueTask EndlessAsync(string id) => CallAsync("endless", id);

    /// <summary>Turns an element into a slider that calls <c>SlideTo(double, double)</c> and <c>Press(string)</c>.</summary>
    public ValueTask SliderAsync<T>(string id, DotNetObjectReference<T> target) where T : class => CallAsync("slider", id, target);

    /// <summary>Gives the tree in an element the keys that trees have (WAI-ARIA, tree view).</summary>
    public ValueTask TreeAsync(string id) => CallAsync("tree", id);

    public async ValueTask DisposeAsync()
    {
        if (module is null) return;
        try
        {
            await (await module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    private async ValueTask CallAsync(string function, params object?[] arguments)
    {
        try
        {
            module ??= browser.InvokeAsync<IJSObjectReference>("import", "./sessions.js").AsTask();
            await (await module).InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            // Nobody looks any more.
        }
    }
}
