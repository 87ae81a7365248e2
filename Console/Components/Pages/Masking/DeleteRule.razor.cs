using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>The button that deletes a masking rule. Shown to admins only.</summary>
public sealed partial class DeleteRule
{
    private bool busy;

    [Parameter, EditorRequired]
    public MaskingRuleConfig Rule { get; set; } = default!;

    /// <summary>Of this rule: other rules that go on masking the same.</summary>
    [Parameter]
    public IReadOnlyList<MaskingFinding> Findings { get; set; } = [];

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public bool IsSmall { get; set; }

    [Parameter]
    public EventCallback OnGone { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    private async Task DeleteAsync()
    {
        if (!await Prompts.ConfirmAsync($"Delete {Rule.Name}?", Consequence(Rule, Findings), "Delete the rule")) return;
        busy = true;
        var (rule, configuration, actor, toasts) = (Rule, Configuration, Actor, Notifications);
        var outcome = await configuration.RemoveAsync<MaskingRuleConfig>(rule.Name, actor, CancellationToken.None);
        busy = false;
        if (!outcome.Accepted)
        {
            toasts.Notify(NotificationSeverity.Error, "Not deleted", string.Join(' ', outcome.Mistakes.Select(m => m.What)));
            return;
        }

        // The page may be gone when Undo is pressed: nothing of it is used.
        toasts.Offer($"Deleted {rule.Name}", "Undo", async () =>
        {
            var back = await configuration.SaveAsync(rule, null, actor, CancellationToken.None);
            toasts.Notify(back.Accepted ? NotificationSeverity.Success : NotificationSeverity.Error, back.Accepted ? $"{rule.Name} is back" : "Not put back: there is a rule of that name again, or what it names is gone.");
        });
        await OnGone.InvokeAsync();
    }

    internal static string Consequence(MaskingRuleConfig rule, IReadOnlyList<MaskingFinding> findings)
    {
        var others = findings.Where(f => f.Other is not null).Select(f => f.Other!).Distinct(StringComparer.Ordinal).ToList();
        var still = others.Count == 0 ? "" : $" What {MaskingWords.Listing(others, "and")} also {(others.Count == 1 ? "concerns" : "concern")} stays masked as said there.";
        return $"Within a second, in open sessions too, everybody sees {MaskingWords.What(rule).TrimEnd(',')} on {MaskingWords.Connections(rule.Connections)} as stored, and so it is recorded.{still}";
    }
}
