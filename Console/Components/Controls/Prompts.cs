using Radzen;

namespace HoopLike.Console.Components.Controls;

/// <summary>Asks before something that cannot be taken back.</summary>
public sealed class Prompts(DialogService dialogs)
{
    /// <summary>True when the person is sure.</summary>
    /// <param name="text">What will happen.</param>
    /// <param name="okText">The deed as a verb: "End it".</param>
    public async Task<bool> ConfirmAsync(string title, string text, string okText, bool danger = true) =>
        await OpenAsync(title, text, okText, danger, asksReason: false) is not null;

    /// <summary>The reason that was given, empty where none was; null when the person thought better of it.</summary>
    public Task<string?> ReasonAsync(string title, string text, string okText, bool danger = true) => OpenAsync(title, text, okText, danger, asksReason: true);

    private async Task<string?> OpenAsync(string title, string text, string okText, bool danger, bool asksReason) => await dialogs.OpenAsync<PromptDialog>(
        title,
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(PromptDialog.Text)] = text, [nameof(PromptDialog.OkText)] = okText, [nameof(PromptDialog.Danger)] = danger, [nameof(PromptDialog.AsksReason)] = asksReason,
        }!,
        new DialogOptions { CloseDialogOnEsc = true, AutoFocusFirstElement = true, Width = "30rem" }) as string;
}
