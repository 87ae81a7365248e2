using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>A question and its answer, as the policies are now, or as they would be with a draft among them.</summary>
public sealed partial class TrialPanel
{
    private TrialAnswer? answer;
    private bool asked;

    [Parameter, EditorRequired]
    public TrialInput Input { get; set; } = default!;

    [Parameter, EditorRequired]
    public RuleChoices Choices { get; set; } = default!;

    /// <summary>A policy to be tried among those stored.</summary>
    [Parameter]
    public TrialDraft? Draft { get; set; }

    [Parameter]
    public bool AsksTime { get; set; }

    /// <summary>The question changed.</summary>
    [Parameter]
    public EventCallback OnAsked { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    [Inject]
    private PolicyTrial Trial { get; set; } = default!;

    protected override Task OnParametersSetAsync() => AskAsync();

    private async Task ChangedAsync()
    {
        await AskAsync();
        await OnAsked.InvokeAsync();
    }

    private async Task AskAsync()
    {
        if (!Input.IsAskable)
        {
            answer = null;
            return;
        }

        var caller = (await Trial.CallerAsync(Input.Identity.Trim(), Input.Kind, Input.Groups, CancellationToken.None)) with { Actors = Input.Actors };
        answer = await Trial.AskAsync(new TrialQuestion(caller, Input.Connection, Input.Operation, Input.Moment(Zone)), Draft, CancellationToken.None);
        asked = true;
    }
}
