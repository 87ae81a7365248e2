using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Controls;

/// <summary>Notices with something to do in them.</summary>
public static class Toasts
{
    private const double LongEnoughToRead = 12_000;

    /// <summary>Says that something was done, with a button. What the button does must not need the page: it may be gone by then.</summary>
    /// <param name="word">On the button: <c>Undo</c>.</param>
    public static void Offer(this NotificationService toasts, string summary, string word, Func<Task> act)
    {
        var message = new NotificationMessage { Severity = NotificationSeverity.Success, Summary = summary, Duration = LongEnoughToRead };
        message.DetailContent = _ => builder =>
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "type", "button");
            builder.AddAttribute(2, "class", "button small");
            builder.AddAttribute(3, "onclick", EventCallback.Factory.Create(toasts, async () =>
            {
                toasts.Messages.Remove(message);
                await act();
            }));
            builder.AddContent(4, word);
            builder.CloseElement();
        };
        toasts.Notify(message);
    }
}
