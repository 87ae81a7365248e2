using System.Collections.Immutable;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The form for a new group.</summary>
public sealed partial class AddGroup
{
    private static readonly string[] fields = [".name"];
    private string name = "";
    private ImmutableArray<ConsoleRole> roles = [];
    private bool busy;
    private ConfigOutcome? outcome;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    private async Task AddAsync()
    {
        if (busy) return;
        busy = true;
        outcome = await Configuration.SaveAsync(new GroupConfig(name.Trim(), roles), null, Actor, CancellationToken.None);
        busy = false;
        if (!outcome.Accepted) return;
        Notices.Notify(NotificationSeverity.Success, $"{name.Trim()} was added");
        await OnClose.InvokeAsync();
    }
}
