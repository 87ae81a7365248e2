using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Policies;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The button that deletes a policy. Shown to admins only.</summary>
public sealed partial class DeletePolicy
{
    private bool busy;

    [Parameter, EditorRequired]
    public PolicyConfig Policy { get; set; } = default!;

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

    internal static string Consequence(PolicyConfig policy) => $"“{PolicyWords.Sentence(policy)}” " + (policy.Mode == PolicyMode.Observe
        ? "only watches, so that nothing changes for callers. Its history stays."
        : policy switch
        {
            { Scope: PolicyScope.Session, Effect: PolicyEffect.Allow } => "ends within a second: whom no other policy lets connect is cut off, open sessions included. Its history stays, and it can be brought back.",
            { Effect: PolicyEffect.Allow } => "ends within a second. What it allowed stays allowed, unless another policy is against it. Its history stays.",
            { Effect: PolicyEffect.Deny } => "ends within a second: what it denied is possible unless another policy is against it, in open sessions too. Its history stays, and it can be brought back.",
            _ => "ends within a second: what it held for approval goes on without one unless another policy is against it. Its history stays, and it can be brought back.",
        });

    private async Task DeleteAsync()
    {
        if (!await Prompts.ConfirmAsync($"Delete {Policy.Name}?", Consequence(Policy), "Delete the policy")) return;
        busy = true;
        var (policy, configuration, actor, toasts) = (Policy, Configuration, Actor, Notifications);
        var outcome = await configuration.RemoveAsync<PolicyConfig>(policy.Name, actor, CancellationToken.None);
        busy = false;
        if (!outcome.Accepted)
        {
            toasts.Notify(NotificationSeverity.Error, "Not deleted", string.Join(' ', outcome.Mistakes.Select(m => m.What)));
            return;
        }

        // The page may be gone when Undo is pressed: nothing of it is used.
        toasts.Offer($"Deleted {policy.Name}", "Undo", async () =>
        {
            var back = await configuration.SaveAsync(policy, null, actor, CancellationToken.None);
            toasts.Notify(back.Accepted ? NotificationSeverity.Success : NotificationSeverity.Error, back.Accepted ? $"{policy.Name} is back" : "Not put back: there is a policy of that name again, or what it names is gone.");
        });
        await OnGone.InvokeAsync();
    }
}
