namespace HoopLike.Agent.Tests;

/// <summary>A clock that stands still until it is told to go on; timers fire inside <see cref="Advance"/>.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private TaskCompletionSource scheduled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the next timer is set.</summary>
    public Task Scheduled
    {
        get
        {
            lock (gate) return scheduled.Task;
        }
    }

    /// <summary>Somebody waits for the clock to go on.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (gate) return timers.Count > 0;
        }
    }

    /// <summary>Somebody waits for the clock to go on by just so much.</summary>
    public bool IsDueIn(TimeSpan span)
    {
        lock (gate) return timers.Exists(t => t.Due == now + span);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? due;
            lock (gate)
            {
                due = timers.Where(t => t.Due <= until).MinBy(t => t.Due);
                now = due is null || due.Due > until ? until : due.Due > now ? due.Due : now;
                if (due is null) return;
                due.Reschedule();
            }
            due.Fire();
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                period = newPeriod;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time.now + dueTime;
                time.timers.Add(this);
                time.scheduled.SetResult();
                time.scheduled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return true;
            }
        }

        public void Reschedule()
        {
            if (period <= TimeSpan.Zero) time.timers.Remove(this);
            else Due += period;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time.gate) time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
