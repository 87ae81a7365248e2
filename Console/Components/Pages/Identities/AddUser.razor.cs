using System.Collections.Immutable;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The form for a new local account.</summary>
public sealed partial class AddUser
{
    private static readonly string[] fields = [".name", ".password"];
    private string name = "";
    private ImmutableArray<string> groups = [];
    private string? typed;
    private bool busy;
    private ConfigOutcome? outcome;
    private Secret? made;

    [Parameter, EditorRequired]
    public IReadOnlyList<string> GroupNames { get; set; } = [];

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
        var password = typed is null ? IdentityDesk.NewPassword() : new Secret(typed);
        outcome = await Configuration.SaveAsync(new UserConfig(name.Trim(), groups, password), null, Actor, CancellationToken.None);
        busy = false;
        if (!outcome.Accepted) return;
        Notices.Notify(NotificationSeverity.Success, $"{name.Trim()} was added");
        if (typed is null) made = password;
        else await OnClose.InvokeAsync();
    }
}
