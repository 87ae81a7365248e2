namespace HoopLike.Console.Sessions.Replay;

/// <summary>A replay of one session for one viewer: which operation is shown, what time it is there, and what is listed. It holds a few screens of the session, however long that is. Not thread-safe.</summary>
public sealed class ReplayState
{
    private readonly SessionTimeline timeline;

    public ReplayState(SessionEntity session, SessionTimeline timeline, RecordingMarks marks, TimeProvider time)
    {
        Session = session;
        this.timeline = timeline;
        Marks = marks;
        Clock = new ReplayClock(time);
        Clock.Seek(session.StartedAt);
        Window = new OperationWindow(timeline, marks, session);
    }

    /// <summary>As it was when it was last looked at.</summary>
    public SessionEntity Session { get; private set; }

    public RecordingMarks Marks { get; }

    public ReplayClock Clock { get; }

    public OperationWindow Window { get; }

    /// <summary>The operation that is shown; null while the session has none.</summary>
    public OperationLine? Current { get; private set; }

    /// <summary>The one after it; null at the end.</summary>
    public OperationLine? Next { get; private set; }

    public OperationDetail? Detail { get; private set; }

    /// <summary>Whatever comes new is shown at once.</summary>
    public bool Follows { get; private set; }

    /// <summary>When the session ended; of a live one, the last that is known of it.</summary>
    public DateTimeOffset End(DateTimeOffset now) => Session.EndedAt ?? now;

    /// <summary>Begins: at an event, or at the first operation, or, of a live session, at what happens now.</summary>
    public async Task OpenAsync(long? at, CancellationToken cancellationToken)
    {
        if (at is { } sequence) await ToSequenceAsync(sequence, cancellationToken);
        else if (Session.EndedAt is null) await FollowAsync(cancellationToken);
        else await ToSequenceAsync(0, cancellationToken);
    }

    /// <summary>Shows the operation that an event belongs to or follows; before the first one, that.</summary>
    public async Task ToSequenceAsync(long sequence, CancellationToken cancellationToken)
    {
        var lines = await timeline.WindowAsync(Session.Id, sequence, upwards: false, 1, cancellationToken);
        if (lines.Count == 0) lines = await timeline.WindowAsync(Session.Id, sequence, upwards: true, 1, cancellationToken);
        if (lines.Count > 0) await ShowAsync(lines[0], lines[0].At, cancellationToken);
        else await Window.AroundAsync(0, cancellationToken);
    }

    public async Task ToTimeAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await timeline.AtTimeAsync(Session, at, cancellationToken) is { } line) await ShowAsync(line, at, cancellationToken);
    }

    public async Task ToNumberAsync(long number, CancellationToken cancellationToken)
    {
        if (await timeline.AtNumberAsync(Session, number, cancellationToken) is { } line) await ShowAsync(line, line.At, cancellationToken);
    }

    /// <summary>To the next or the last of the operations that are listed; false at the end.</summary>
    public async Task<bool> StepAsync(bool upwards, CancellationToken cancellationToken)
    {
        Follows = false;
        var from = Current?.Sequence ?? -1;
        if (await Window.NeighbourAsync(from, upwards, cancellationToken) is not { } line) return false;
        await ShowAsync(line, line.At, cancellationToken);
        return true;
    }

    /// <summary>To the next or last operation with these words, going round at the end; false when there is none.</summary>
    public async Task<bool> SearchAsync(string words, bool upwards, CancellationToken cancellationToken)
    {
        Follows = false;
        var from = Current?.Sequence ?? -1;
        var found = await timeline.SearchAsync(Session.Id, words, upwards ? from + 1 : from - 1, upwards, cancellationToken)
            ?? await timeline.SearchAsync(Session.Id, words, upwards ? 0 : long.MaxValue, upwards, cancellationToken);
        if (found is null) return false;
        await ShowAsync(found, found.At, cancellationToken);
        return true;
    }

    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        Clock.Pause();
        await ToSequenceAsync(long.MaxValue, cancellationToken);
        Follows = Session.EndedAt is null;
    }

    public void StopFollowing() => Follows = false;

    /// <summary>Plays on from where it stands; from the beginning when that is the end.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        Follows = false;
        if (Next is null && Session.EndedAt is { } end && Clock.Position >= end) await ToSequenceAsync(0, cancellationToken);
        Clock.Play();
        Pace();
    }

    /// <summary>Shows what is due by the clock; to be called a few times a second while it plays.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        if (!Clock.IsPlaying) return;
        var position = Clock.Position;
        if (Next is { } next && position >= next.At)
        {
            var line = await timeline.AtTimeAsync(Session, position, cancellationToken);
            await ShowAsync(line is null || line.Sequence < next.Sequence ? next : line, null, cancellationToken);
        }
        else if (Next is null && Session.EndedAt is { } end && position >= end)
        {
            Clock.Pause();
            Clock.Seek(end);
        }

        Pace();
    }

    /// <summary>Takes over what became of the session meanwhile.</summary>
    public async Task RenewAsync(SessionEntity session, CancellationToken cancellationToken)
    {
        var hasGrown = session.IndexedTo > Session.IndexedTo;
        Session = session;
        _ = Marks.CatchUp(session.IndexedTo);
        if (!hasGrown) return;
        if (!Window.HasLater) await Window.LaterAsync(cancellationToken);
        await Window.ReadStepsAsync(cancellationToken);
        if (Follows || Current is null) await FollowAsync(cancellationToken);
        else if (Next is null) Next = await NextOfAsync(Current, cancellationToken);
        if (Current is { } current && Detail is not { IsWhole: true }) Detail = await timeline.DetailAsync(session, current.Sequence, cancellationToken);
        Follows &= session.EndedAt is null;
    }

    private async Task ShowAsync(OperationLine line, DateTimeOffset? position, CancellationToken cancellationToken)
    {
        if (position is { } at) Clock.Seek(at);
        var isSame = Current?.Sequence == line.Sequence;
        Current = line;
        if (!isSame || Detail is not { IsWhole: true }) Detail = await timeline.DetailAsync(Session, line.Sequence, cancellationToken);
        if (!isSame || Next is null) Next = await NextOfAsync(line, cancellationToken);
        await Window.AroundAsync(line.Sequence, cancellationToken);
        Pace();
    }

    private async Task<OperationLine?> NextOfAsync(OperationLine line, CancellationToken cancellationToken) =>
        (await timeline.WindowAsync(Session.Id, line.Sequence + 1, upwards: true, 1, cancellationToken)).SingleOrDefault();

    private void Pace()
    {
        if (!Clock.IsPlaying) return;
        var until = Next?.At ?? Session.EndedAt;
        if (until is { } end && end - (Current?.At ?? Session.StartedAt) > ReplayClock.IdleAfter && end > Clock.Position) Clock.Quiet(end);
        else Clock.Busy();
    }
}
