using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Controls;

/// <summary>The changes of one configured object, newest first, with the way back to each for admins.</summary>
public sealed partial class History
{
    private const int PageSize = 15;

    private IReadOnlyList<HistoryEntry>? entries;
    private (string, string)? shown;
    private long? next;
    private long? current;
    private long? opened;
    private RestorePreview? preview;
    private ConfigOutcome? outcome;

    /// <summary>As <c>policy</c>, <c>masking rule</c>, <c>service account</c>: see <see cref="ConfigHistory.ReadAsync"/>.</summary>
    [Parameter, EditorRequired]
    public string Kind { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Inject]
    private ConfigHistory Changes { get; set; } = default!;

    [Inject]
    private NotificationService Notices { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Audit];

    protected override async Task LoadAsync()
    {
        var page = await Changes.ReadAsync(Kind, Name, before: null, Math.Max(PageSize, entries?.Count ?? 0), Gone);
        (entries, next, shown) = (page.Entries, page.Next, (Kind, Name));
        // The newest document is what it is now; what came after it without one (a revoked key) did not change that.
        current = entries.FirstOrDefault(e => e.Before is not null || e.After is not null) is { After: not null } last ? last.Sequence : null;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown is null || shown == (Kind, Name)) return;
        entries = null;
        Close();
        await LoadAsync();
    }

    private static string Words(HistoryEntry entry) => entry.Action switch
    {
        "added" => "made it",
        "changed" => "changed it",
        "removed" => "removed it",
        _ => entry.Action,
    };

    private async Task MoreAsync()
    {
        var page = await Changes.ReadAsync(Kind, Name, next, PageSize, Gone);
        (entries, next) = ([.. entries!, .. page.Entries], page.Next);
    }

    private async Task OpenAsync(HistoryEntry entry)
    {
        preview = await Changes.PreviewAsync(Kind, Name, entry.Sequence, Gone);
        (opened, outcome) = (entry.Sequence, null);
    }

    private void Close() => (opened, preview, outcome) = (null, null, null);

    private async Task RestoreAsync(Secret? secret)
    {
        if (!IsAdmin || opened is not { } sequence) return;
        outcome = await Changes.RestoreAsync(Kind, Name, sequence, secret, Actor, Gone);
        if (outcome is { Conflict: true }) preview = await Changes.PreviewAsync(Kind, Name, sequence, Gone);
        if (outcome is not { Accepted: true }) return;
        Notices.Notify(NotificationSeverity.Success, "Restored", $"The {Kind} {Name} is what it was. Agents have it within a second.");
        Close();
        await LoadAsync();
    }
}
