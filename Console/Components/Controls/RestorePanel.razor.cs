using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>Shows what restoring an earlier document changes, asks for the secret that no document holds, and hands both on.</summary>
public sealed partial class RestorePanel
{
    private string secret = "";
    private bool busy;

    [Parameter, EditorRequired]
    public string Kind { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public RestorePreview Preview { get; set; } = default!;

    /// <summary>Why it was not restored; null while nothing was tried.</summary>
    [Parameter]
    public ConfigOutcome? Outcome { get; set; }

    [Parameter]
    public EventCallback<Secret?> OnRestore { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private bool IsKey => Kind == "service account";

    private bool HoldsSecret => Kind is "connection" or "identity provider" or "user" or "service account" or "agent";

    private string SecretWords =>
        !HoldsSecret ? "The history holds no secrets."
        : Preview.Now is not null ? "The history holds no secrets: those that are stored now stay as they are."
        : Preview.NeedsSecret ? "The history holds no secrets, and the old one went with the removal."
        : "The history holds no secrets: it comes back without one. Set it in the editor afterwards.";

    private string SecretLabel => Kind switch { "user" => "New password", "agent" => "New enrolment token", _ => "New key" };

    private string SecretHint => Kind switch
    {
        "user" => "8 characters or more.",
        "agent" => "8 characters or more; its processes enrol anew with it.",
        _ => "A new one; copy it now, it is not shown again. The old key does not work any more.",
    };

    protected override void OnInitialized()
    {
        if (Preview.NeedsSecret && IsKey) secret = ServiceAccountKey.New().Reveal();
    }

    private async Task RestoreAsync()
    {
        busy = true;
        await OnRestore.InvokeAsync(Preview.NeedsSecret ? new Secret(secret) : null);
        busy = false;
    }
}
