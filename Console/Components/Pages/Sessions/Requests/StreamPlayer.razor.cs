using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Sessions.Replay.Bodies;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions.Requests;

/// <summary>A streamed body, as far as it had come at a moment: it plays at the pace at which it was delivered. At first all of it is shown.</summary>
public sealed partial class StreamPlayer : IDisposable
{
    /// <summary>The last of the events that are listed; a page need not hold more.</summary>
    private const int MostListed = 200;

    private const int MostLetters = 2000;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly TimeSpan tick = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource gone = new();
    private ReplayClock clock = default!;
    private ImmutableArray<StreamEvent> events = [];
    private Conversation? said;
    private BodyDetail? read;
    private DateTimeOffset start;
    private DateTimeOffset end;
    private int count;
    private bool isTicking;

    [Parameter, EditorRequired]
    public BodyKind Kind { get; set; }

    [Parameter, EditorRequired]
    public BodyDetail Body { get; set; } = default!;

    /// <summary>More may come.</summary>
    [Parameter]
    public bool IsLive { get; set; }

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private int first => Math.Max(0, count - MostListed);

    private DateTimeOffset Position => clock.Position < start ? start : clock.Position > end ? end : clock.Position;

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override void OnInitialized() => clock = new ReplayClock(Time);

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(read, Body)) return;
        var wasAtEnd = count == events.Length;
        read = Body;
        events = StreamEvents.Of(Kind, Body.Pieces);
        (start, end) = (Body.Pieces[0].At, Body.Pieces[^1].At);
        if (!wasAtEnd && !clock.IsPlaying) Show(count);
        else if (!clock.IsPlaying) ToEnd();
    }

    private void ToEnd()
    {
        clock.Pause();
        clock.Seek(end);
        Show(events.Length);
    }

    private void Step(int by)
    {
        clock.Pause();
        var to = Math.Clamp(count + by, 0, events.Length);
        clock.Seek(to == 0 ? start : events[to - 1].At);
        Show(to);
    }

    private async Task ToggleAsync()
    {
        if (clock.IsPlaying)
        {
            clock.Pause();
            return;
        }

        if (count == events.Length)
        {
            clock.Seek(start);
            Show(0);
        }

        clock.Play();
        if (!isTicking) await TickAsync();
    }

    /// <summary>A few times a second, while it plays.</summary>
    private async Task TickAsync()
    {
        isTicking = true;
        try
        {
            while (clock.IsPlaying)
            {
                Advance();
                StateHasChanged();
                if (clock.IsPlaying) await Task.Delay(tick, Time, gone.Token);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            isTicking = false;
        }
    }

    private void Advance()
    {
        var (position, now) = (clock.Position, count);
        while (now < events.Length && events[now].At <= position) now++;
        if (now != count) Show(now);
        if (now == events.Length)
        {
            if (IsLive) return;
            ToEnd();
            return;
        }

        var (from, until) = (now == 0 ? start : events[now - 1].At, events[now].At);
        if (until - from > ReplayClock.IdleAfter && until > clock.Position) clock.Quiet(until);
        else clock.Busy();
    }

    private void Show(int to)
    {
        count = Math.Min(to, events.Length);
        said = StreamedConversation.Of(events.Take(count));
    }

    private string Offset(DateTimeOffset at) => Ages.Took(at > start ? at - start : TimeSpan.Zero);

    private static string Short(string data) => data.Length <= MostLetters ? data : data[..MostLetters] + "…";
}
