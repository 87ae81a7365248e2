using HoopLike.Console.Components.Controls;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Rules;

/// <summary>The button that deletes a policy or a masking rule.</summary>
public abstract partial class DeleteButton<TConfig>
{
    /// <summary>It is deleted.</summary>
    [Parameter]
    public EventCallback OnGone { get; set; }

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    protected abstract string Name { get; }

    /// <summary>Of the kind, in sentences: <c>policy</c>.</summary>
    protected abstract string Word { get; }

    /// <summary>What will be different without it.</summary>
    protected abstract string Consequences { get; }

    private async Task DeleteAsync()
    {
        if (!await Prompts.ConfirmAsync($"Delete {Name}?", Consequences, $"Delete the {Word}")) return;
        IsBusy = true;
        var (rule, name, word, configuration, actor, toasts) = (Rule, Name, Word, Configuration, Actor, Notifications);
        var outcome = await configuration.RemoveAsync<TConfig>(name, actor, CancellationToken.None);
        IsBusy = false;
        if (!outcome.Accepted)
        {
            toasts.Notify(NotificationSeverity.Error, "Not deleted", string.Join(' ', outcome.Mistakes.Select(m => m.What)));
            return;
        }

        // The page may be gone when Undo is pressed: nothing of it is used.
        toasts.Offer($"Deleted {name}", "Undo", async () =>
        {
            var back = await configuration.SaveAsync(rule, null, actor, CancellationToken.None);
            toasts.Notify(back.Accepted ? NotificationSeverity.Success : NotificationSeverity.Error, back.Accepted ? $"{name} is back" : $"Not put back: there is a {word} of that name again, or what it names is gone.");
        });
        await OnGone.InvokeAsync();
    }
}
