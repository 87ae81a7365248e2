using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Rules;

/// <summary>A button that changes a policy or a masking rule at once, with the way back. Shown to admins only.</summary>
public abstract class RuleButton<TConfig> : ComponentBase
    where TConfig : class
{
    [Parameter, EditorRequired]
    public TConfig Rule { get; set; } = default!;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    /// <summary>In a list, where many stand below each other.</summary>
    [Parameter]
    public bool IsSmall { get; set; }

    [Inject]
    protected ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    protected NotificationService Notifications { get; set; } = default!;

    protected bool IsBusy { get; set; }
}
