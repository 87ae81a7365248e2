using System.Globalization;
using HoopLike.Console.Sessions.Replay;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>The player: time line, controls, the list of operations and the stage.</summary>
public sealed partial class ReplayPanel : IDisposable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly TimeSpan tick = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource gone = new();
    private TimeMarks marks = TimeMarks.None(default);
    private ReplayState? shown;
    private bool isTicking;
    private bool? found;

    [Parameter, EditorRequired]
    public ReplayState Replay { get; set; } = default!;

    /// <summary>Words to search for at first, from the address.</summary>
    [Parameter]
    public string? Search { get; set; }

    /// <summary>Kinds of marks to list at first, from the address: words with commas between them.</summary>
    [Parameter]
    public string? Only { get; set; }

    [Parameter]
    public bool SeesPolicies { get; set; }

    [Parameter]
    public bool SeesApprovals { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private BrowserSide Browser { get; set; } = default!;

    private ReplayClock Clock => Replay.Clock;

    private TimeAxis Axis { get; set; } = new(TimeMarks.None(default), default, false);

    private TimeSpan Elapsed => Clock.Position > Axis.Start ? Clock.Position - Axis.Start : TimeSpan.Zero;

    private string LinkToMoment => $"{Navigation.BaseUri}sessions/{Replay.Session.Id}?at={Replay.Current?.Sequence}";

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        Measure();
        if (shown == Replay) return;
        shown = Replay;
        if (MarkWords.Read(Only) is { Count: > 0 } only) await FilterAsync(only);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!isTicking && RendererInfo.IsInteractive && (Clock.IsPlaying || Replay.Marks.IsReading)) _ = TickAsync();
    }

    /// <summary>A few times a second, while it plays or while marks are still being read.</summary>
    private async Task TickAsync()
    {
        isTicking = true;
        try
        {
            while (Clock.IsPlaying || Replay.Marks.IsReading)
            {
                await Task.Delay(tick, Time, gone.Token);
                var before = Replay.Current?.Sequence;
                await Replay.TickAsync(gone.Token);
                Measure();
                StateHasChanged();
                if (Replay.Current?.Sequence is { } now && now != before) await Browser.RevealAsync($"op-{now}");
            }

            await ShownAsync();
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        finally
        {
            isTicking = false;
        }
    }

    private void Measure()
    {
        marks = Replay.Marks.OverTime();
        Axis = new TimeAxis(marks, Replay.End(Time.GetUtcNow()), Clock.SkipsIdle);
    }

    private async Task ToggleAsync()
    {
        if (Clock.IsPlaying) Clock.Pause();
        else await Replay.PlayAsync(gone.Token);
        await ShownAsync();
    }

    private async Task StepAsync(bool upwards)
    {
        await Replay.StepAsync(upwards, gone.Token);
        await ShownAsync();
    }

    private async Task FollowAsync()
    {
        if (Replay.Session.EndedAt is not null) return;
        if (Replay.Follows) Replay.StopFollowing();
        else await Replay.FollowAsync(gone.Token);
        await ShownAsync();
    }

    private async Task ChooseAsync(OperationLine line)
    {
        Replay.StopFollowing();
        await Replay.ToSequenceAsync(line.Sequence, gone.Token);
        await ShownAsync();
    }

    private async Task SlideAsync((DateTimeOffset At, long? Sequence) to)
    {
        Replay.StopFollowing();
        if (to.Sequence is { } sequence) await Replay.ToSequenceAsync(sequence, gone.Token);
        else await Replay.ToTimeAsync(to.At, gone.Token);
        await ShownAsync();
    }

    private Task PressAsync(string key) => key switch
    {
        "ArrowRight" or "ArrowUp" => StepAsync(true),
        "ArrowLeft" or "ArrowDown" => StepAsync(false),
        "PageUp" => ToNumberAsync((Replay.Current?.Number ?? 0) + 10),
        "PageDown" => ToNumberAsync(Math.Max(1, (Replay.Current?.Number ?? 0) - 10)),
        "Home" => SlideAsync((Axis.Start, 0)),
        "End" => SlideAsync((Axis.End, long.MaxValue)),
        _ => ToggleAsync(),
    };

    private async Task ToNumberAsync(long number)
    {
        Replay.StopFollowing();
        await Replay.ToNumberAsync(number, gone.Token);
        await ShownAsync();
    }

    private async Task SearchAsync((string Words, bool Upwards) search)
    {
        found = search.Words.Length == 0 ? null : await Replay.SearchAsync(search.Words, search.Upwards, gone.Token);
        await Browser.WriteAddressAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["q"] = search.Words.Length == 0 ? null : search.Words });
        await ShownAsync();
    }

    private async Task FilterAsync(IReadOnlyCollection<MarkKind> only)
    {
        await Replay.Window.FilterAsync(only, Replay.Current?.Sequence ?? 0, gone.Token);
        if (RendererInfo.IsInteractive) await Browser.WriteAddressAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["only"] = MarkWords.Write(only) });
    }

    private async Task ShownAsync()
    {
        Measure();
        StateHasChanged();
        if (Replay.Current is not { } current) return;
        await Browser.RevealAsync($"op-{current.Sequence}");
        if (!Clock.IsPlaying) await Browser.WriteAddressAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["at"] = current.Sequence.ToString(Invariant) });
    }
}
