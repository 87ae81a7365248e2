using HoopLike.Console.Configuration;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Pages.Overview;

/// <summary>The checklist of a new installation.</summary>
public sealed partial class FirstRun : IAsyncDisposable
{
    private IJSObjectReference? module;
    private bool isShown;

    [Parameter, EditorRequired]
    public FirstSteps Steps { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private IReadOnlyList<Step> Todo =>
    [
        new(Steps is { Agent: true, AgentOnline: true }, Steps.Agent ? "Start the agent" : "Add an agent", Steps.Agent && !Steps.AgentOnline ? "It has a name; start it next to the target with the line that its page shows." : "It runs next to the target and does the proxying; it needs no open port from here.", Steps.Agent ? "agents" : "agents?enrol=true"),
        new(Steps.Connection, "Add a connection", "Which database, behind which agent, with which account. Callers never see its password.", "connections/new"),
        new(Steps.Access, "Let somebody connect", "A policy that allows a group to connect. Without one nobody does.", "policies/new"),
        new(Steps.MaskingRule, "Mask what is sensitive", "A rule names columns, or finds card numbers, addresses and keys by their shape.", "masking/new"),
        new(Steps.Masked, "Connect and see it masked", "Use the client you know. The first masked value ends this list.", "connect"),
    ];

    private Step? Next => Todo.FirstOrDefault(s => !s.IsDone);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its module with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        module = await Script.InvokeAsync<IJSObjectReference>("import", "./overview.js");
        isShown = !await module.InvokeAsync<bool>("isDismissed");
        StateHasChanged();
    }

    private async Task DismissAsync()
    {
        isShown = false;
        await module!.InvokeVoidAsync("dismiss");
    }

    private sealed record Step(bool IsDone, string Title, string Text, string Address);
}
