using HoopLike.Console.Sessions.Replay;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>The operations of a session beside the stage: a window that moves over them, what to show of them, and a search.</summary>
public sealed partial class OperationList
{
    private string words = "";
    private string? given;
    private bool busy;

    [Parameter, EditorRequired]
    public ReplayState Replay { get; set; } = default!;

    /// <summary>What to search for at first.</summary>
    [Parameter]
    public string? Words { get; set; }

    /// <summary>Whether the last search hit; null when none was made.</summary>
    [Parameter]
    public bool? Found { get; set; }

    [Parameter]
    public EventCallback<OperationLine> OnChosen { get; set; }

    [Parameter]
    public EventCallback<(string Words, bool Upwards)> OnSearch { get; set; }

    [Parameter]
    public EventCallback<IReadOnlyCollection<MarkKind>> OnFilter { get; set; }

    [Inject]
    private BrowserSide Browser { get; set; } = default!;

    private IReadOnlyCollection<MarkKind> Only => Replay.Window.Only;

    private string Said => (busy, Found) switch
    {
        (true, _) => "Searching…",
        (_, true) => $"Hit in {Word} {Replay.Current?.Number:n0} of {Replay.Session.Operations:n0}",
        (_, false) => IsHttp ? "No request has these words." : "No statement has these words.",
        _ => $"{(IsHttp ? "Request" : "Operation")} {Replay.Current?.Number:n0} of {Replay.Session.Operations:n0}",
    };

    private bool IsHttp => Replay.Session.IsHttp;

    private string Word => IsHttp ? "request" : "operation";

    protected override void OnParametersSet()
    {
        if (given == Words) return;
        given = Words;
        words = Words ?? "";
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Browser.EndlessAsync("replay-lines");
    }

    private TimeSpan Since(OperationLine line) => line.At > Replay.Session.StartedAt ? line.At - Replay.Session.StartedAt : TimeSpan.Zero;

    private IEnumerable<MarkKind> MarksOf(OperationLine line) =>
        MarkWords.Shown.Where(k => Replay.Marks.Has(k, line.Sequence) || (k == MarkKind.Denied && line.Verdict == "deny") || (k == MarkKind.Held && line.Verdict == "approve"));

    private static string Colour(MarkKind kind) => kind switch { MarkKind.Denied or MarkKind.Error => "bad", MarkKind.Approved => "good", MarkKind.Held => "warn", _ => "info" };

    private Task ToggleAsync(MarkKind kind) => OnFilter.InvokeAsync(Only.Contains(kind) ? [.. Only.Where(k => k != kind)] : [.. Only, kind]);

    private Task SearchAsync(bool upwards) => WhileBusyAsync(() => OnSearch.InvokeAsync((words.Trim(), upwards)));

    private Task EarlierAsync() => WhileBusyAsync(() => Replay.Window.EarlierAsync(CancellationToken.None));

    private Task LaterAsync() => WhileBusyAsync(() => Replay.Window.LaterAsync(CancellationToken.None));

    private async Task WhileBusyAsync(Func<Task> work)
    {
        if (busy) return;
        busy = true;
        try
        {
            await work();
        }
        finally
        {
            busy = false;
        }
    }
}
