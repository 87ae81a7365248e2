using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Shared.Snapshot;
using Radzen;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The button that takes a policy between enforce and observe, with the way back. Shown to admins only.</summary>
public sealed partial class ModeSwitch
{
    private string Consequence => Rule.Mode == PolicyMode.Enforce
        ? "From then on it changes nothing; what it would have done is recorded."
        : "From then on it decides, in open sessions too.";

    private async Task SwitchAsync()
    {
        IsBusy = true;
        var (name, configuration, actor, toasts) = (Rule.Name, Configuration, Actor, Notifications);
        var (from, to) = Rule.Mode == PolicyMode.Enforce ? (PolicyMode.Enforce, PolicyMode.Observe) : (PolicyMode.Observe, PolicyMode.Enforce);
        if (await SetAsync(configuration, toasts, name, to, actor)) toasts.Offer(to == PolicyMode.Observe ? $"{name} only observes now" : $"{name} is enforced now", "Undo", () => SetAsync(configuration, toasts, name, from, actor));
        IsBusy = false;
    }

    private static async Task<bool> SetAsync(ConfigurationService configuration, NotificationService toasts, string name, PolicyMode mode, Actor actor)
    {
        var stored = await configuration.FindAsync<PolicyConfig>(name, CancellationToken.None);
        var outcome = stored is null ? null : await configuration.SaveAsync(stored.Config with { Mode = mode }, stored.Version, actor, CancellationToken.None);
        if (outcome is { Accepted: true }) return true;
        var why = outcome is null ? "It was deleted meanwhile." : outcome.Conflict ? "Somebody changed it at the same moment: try again." : string.Join(' ', outcome.Mistakes.Select(m => $"{m.Path}: {m.What}"));
        toasts.Notify(NotificationSeverity.Error, $"{name} was not changed", why);
        return false;
    }
}
