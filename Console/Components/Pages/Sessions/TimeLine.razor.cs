using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions.Replay;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>A session's time as a slider, with a lane of marks for each kind that it has.</summary>
public sealed partial class TimeLine : IDisposable
{
    /// <summary>How far from a mark a press may be to mean it.</summary>
    private const double Near = 0.015;

    private readonly DotNetObjectReference<TimeLine> self;
    private MarkKind[] lanes = [MarkKind.Operation];

    public TimeLine() => self = DotNetObjectReference.Create(this);

    [Parameter, EditorRequired]
    public ReplayState Replay { get; set; } = default!;

    [Parameter, EditorRequired]
    public TimeAxis Axis { get; set; } = default!;

    [Parameter, EditorRequired]
    public TimeMarks Marks { get; set; } = default!;

    /// <summary>To a moment, or to the operation at a sequence when a mark was pressed.</summary>
    [Parameter]
    public EventCallback<(DateTimeOffset At, long? Sequence)> OnSlide { get; set; }

    /// <summary>A key, as browsers name it.</summary>
    [Parameter]
    public EventCallback<string> OnKey { get; set; }

    [Inject]
    private BrowserSide Browser { get; set; } = default!;

    private double Place => Axis.PlaceOf(Replay.Clock.Position);

    private string ValueText => $"{Ages.Clock(Replay.Clock.Position > Axis.Start ? Replay.Clock.Position - Axis.Start : TimeSpan.Zero)}, operation {Replay.Current?.Number ?? 0} of {Replay.Session.Operations}";

    /// <summary>Called by the browser when the slider is pressed or dragged.</summary>
    /// <param name="place">From left to right, 0 to 1.</param>
    /// <param name="height">From top to bottom, 0 to 1; negative while it is dragged.</param>
    [JSInvokable]
    public Task SlideTo(double place, double height)
    {
        var lane = height < 0 ? 0 : Math.Clamp((int)(height * lanes.Length), 0, lanes.Length - 1);
        return OnSlide.InvokeAsync((Axis.TimeAt(place), lane == 0 ? null : MarkNear(lanes[lane], place)));
    }

    /// <summary>Called by the browser when a key is pressed on the slider.</summary>
    [JSInvokable]
    public Task Press(string key) => OnKey.InvokeAsync(key);

    public void Dispose() => self.Dispose();

    protected override void OnParametersSet()
    {
        MarkKind[] wanted = [MarkKind.Operation, .. MarkWords.Shown.Where(k => Replay.Marks.Count(k) > 0)];
        if (!wanted.SequenceEqual(lanes)) lanes = wanted;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Browser.SliderAsync("replay-slider", self);
    }

    private long? MarkNear(MarkKind kind, double place)
    {
        var nearest = Enumerable.Range(0, Marks.Buckets.Length).Where(b => Marks.Buckets[b].Count(kind) > 0)
            .Select(b => (Bucket: b, Far: Math.Abs(Axis.PlaceOf(Marks.StartOf(b) + (Marks.Width / 2)) - place))).OrderBy(b => b.Far).FirstOrDefault((Bucket: -1, Far: 1));
        return nearest.Far <= Near ? Marks.Buckets[nearest.Bucket].FirstOf(kind) : null;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%");
}
