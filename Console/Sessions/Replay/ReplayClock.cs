namespace HoopLike.Console.Sessions.Replay;

/// <summary>Where in a session's time a replay stands. It knows no operations: whoever plays tells it the quiet stretch that it is in, and it runs through that quickly. Not thread-safe.</summary>
public sealed class ReplayClock(TimeProvider time)
{
    /// <summary>A stretch without operations that is longer than this is idle.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(2);

    /// <summary>What an idle stretch takes, however long it was.</summary>
    public static readonly TimeSpan IdleTakes = TimeSpan.FromSeconds(1);

    private DateTimeOffset anchor;
    private DateTimeOffset anchoredAt;
    private DateTimeOffset? quietUntil;
    private double pace = 1;

    /// <summary>The speeds that a replay has.</summary>
    public static IReadOnlyList<double> Speeds { get; } = [0.5, 1, 2, 4, 8, 16];

    public double Speed { get; private set; } = 1;

    public bool SkipsIdle { get; private set; } = true;

    public bool IsPlaying { get; private set; }

    /// <summary>The moment of the session that is shown now. While a quiet stretch is run through, not beyond its end.</summary>
    public DateTimeOffset Position
    {
        get
        {
            if (!IsPlaying) return anchor;
            var position = anchor + ((time.GetUtcNow() - anchoredAt) * pace);
            return quietUntil is { } end && position > end ? end : position;
        }
    }

    public void Play()
    {
        if (IsPlaying) return;
        anchoredAt = time.GetUtcNow();
        IsPlaying = true;
    }

    public void Pause()
    {
        anchor = Position;
        IsPlaying = false;
    }

    /// <summary>Goes to a moment, whether it plays or not.</summary>
    public void Seek(DateTimeOffset position)
    {
        (anchor, anchoredAt) = (position, time.GetUtcNow());
        (quietUntil, pace) = (null, Speed);
    }

    public void SetSpeed(double speed)
    {
        var quiet = quietUntil;
        Seek(Position);
        Speed = pace = speed;
        if (quiet is { } end) Quiet(end);
    }

    public void SetSkipsIdle(bool skips)
    {
        var quiet = quietUntil;
        Seek(Position);
        SkipsIdle = skips;
        if (quiet is { } end) Quiet(end);
    }

    /// <summary>Nothing happens between now and a moment: a long stretch is run through in <see cref="IdleTakes"/>, if idle stretches are skipped.</summary>
    public void Quiet(DateTimeOffset until)
    {
        if (quietUntil == until) return;
        Seek(Position);
        quietUntil = until;
        var left = until - anchor;
        if (SkipsIdle && left / Speed > IdleAfter) pace = left / IdleTakes;
    }

    /// <summary>The quiet stretch is over.</summary>
    public void Busy()
    {
        if (quietUntil is not null) Seek(Position);
    }
}
