using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>What the forms for new identities have in common.</summary>
public abstract class AddForm : ComponentBase
{
    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    protected ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    /// <summary>As typed.</summary>
    protected string Name { get; set; } = "";

    /// <summary>A save is under way.</summary>
    protected bool Busy { get; private set; }

    /// <summary>What came of the last save.</summary>
    protected ConfigOutcome? Outcome { get; private set; }

    /// <summary>True when it was saved; false as well while another save is under way.</summary>
    protected async Task<bool> SaveAsync(Func<Task<ConfigOutcome>> save)
    {
        if (Busy) return false;
        Busy = true;
        Outcome = await save();
        Busy = false;
        if (Outcome.Accepted) Notices.Notify(NotificationSeverity.Success, $"{Name.Trim()} was added");
        return Outcome.Accepted;
    }

    protected Task<bool> SaveAsync(object config) => SaveAsync(() => Configuration.SaveAsync(config, null, Actor, CancellationToken.None));
}
