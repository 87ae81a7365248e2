using System.Globalization;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>Asks what recorded operations would have looked like under other rules, and shows the answer. For admins: it shows operations of all callers.</summary>
public sealed partial class BacktestPanel : IDisposable
{
    private BacktestRun? run;
    private string? chosen;
    private BacktestBaseline? against;
    private string span = "7d";
    private string asked = "";
    private string? spanProblem;
    private DateTimeOffset from;
    private DateTimeOffset to;
    private object? askedVersion;
    private ElementReference heading;

    /// <summary>What can be asked. None where nothing can be asked yet; then <see cref="NotYet"/> says why.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<BacktestChoice> Choices { get; set; } = [];

    [Parameter, EditorRequired]
    public string Intro { get; set; } = "";

    [Parameter]
    public string? NotYet { get; set; }

    /// <summary>Something to fill in before it is asked.</summary>
    [Parameter]
    public RenderFragment? Before { get; set; }

    /// <summary>The comparison at first.</summary>
    [Parameter]
    public BacktestBaseline Compares { get; set; } = BacktestBaseline.Current;

    /// <summary>Equal as long as the same rules are asked about: an answer about others is marked.</summary>
    [Parameter]
    public object? Version { get; set; }

    /// <summary>Told the answer in a sentence.</summary>
    [Parameter]
    public EventCallback<string> OnFound { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    [Inject]
    private PolicyBacktest Backtest { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private BacktestChoice? Chosen => Choices.FirstOrDefault(c => c.Label == chosen) ?? (Choices.Count > 0 ? Choices[0] : null);

    private BacktestBaseline Baseline => against ?? Compares;

    private bool IsStale => !Equals(askedVersion, Version);

    private string? Share => run?.Progress is { Expected: > 0 } p ? Math.Min(1, (double)p.Operations / p.Expected).ToString("0.###", CultureInfo.InvariantCulture) : null;

    public void Dispose() => run?.Dispose();

    /// <summary>Goes to the panel and begins, for a button elsewhere on the page.</summary>
    public async Task LookBackAsync()
    {
        await heading.FocusAsync();
        await StartAsync();
        StateHasChanged();
    }

    protected override void OnInitialized() => (from, to) = BacktestSpan.Of("7d", Time.GetUtcNow(), Zone);

    private void Choose(string? word)
    {
        span = word ?? "7d";
        spanProblem = null;
        if (span != BacktestSpan.Custom) (from, to) = BacktestSpan.Of(span, Time.GetUtcNow(), Zone);
    }

    private async Task StartAsync()
    {
        if (Chosen is not { } choice || run is { IsRunning: true }) return;
        if (span != BacktestSpan.Custom) (from, to) = BacktestSpan.Of(span, Time.GetUtcNow(), Zone);
        spanProblem = from >= to ? "“from” is not before “to”." : to - from > PolicyBacktest.LongestSpan ? $"That is more than {PolicyBacktest.LongestSpan.Days} days." : null;
        if (spanProblem is not null) return;
        (asked, askedVersion) = (span == BacktestSpan.Custom ? $"time from {Zone.Write(from)[..16]} to {Zone.Write(to)[..16]}" : BacktestSpan.All.First(s => s.Word == span).Label, Version);
        run ??= new BacktestRun(Backtest, () => InvokeAsync(StateHasChanged));
        await run.StartAsync(choice.ReadAsync, from, to, Baseline);
        if (run.Report is { } report) await OnFound.InvokeAsync(BacktestWords.Sentence(report, asked));
    }

    private void Cancel() => run?.Cancel();

    private string Local(DateTimeOffset at) => Zone.At(at).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    private DateTimeOffset? Moment(ChangeEventArgs e) => DateTime.TryParse((string?)e.Value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? Zone.From(local) : null;
}
