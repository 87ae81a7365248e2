using System.Collections.Immutable;
using HoopLike.Console.Components.Pages.Rules;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The fields of a trial's question.</summary>
public sealed partial class TrialForm
{
    [Parameter, EditorRequired]
    public TrialInput Input { get; set; } = default!;

    [Parameter, EditorRequired]
    public RuleChoices Choices { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>There is room for the time, too.</summary>
    [Parameter]
    public bool AsksTime { get; set; }

    private string Operation { get => Input.Operation; set => Input.Operation = value; }

    private bool IsKnown => Input.Identity.Trim().Length == 0 || (Input.Groups is null && Known(Input.Identity.Trim()) is not null);

    private string IdentityHint => Input.Identity.Trim() is not { Length: > 0 } name ? "A known user or service account, or any name with groups."
        : Input.Groups is null && Known(name) is { } groups ? groups.IsEmpty ? "Is in no group." : $"Is in {string.Join(", ", groups)}."
        : "Not known here: say which groups the caller's token would name.";

    private ImmutableArray<string>? Known(string name) =>
        Choices.IdentityImage.Users.TryGetValue(name, out var ofUser) ? ofUser : Choices.IdentityImage.ServiceAccounts.TryGetValue(name, out var ofAccount) ? ofAccount : null;

    private void Name(string? name)
    {
        Input.Identity = name ?? "";
        Input.Actors = [];
        if (Known(Input.Identity.Trim()) is not null) (Input.Groups, Input.Kind) = (null, null);
    }

    private Task SetAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }
}
