namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Real timers, and a clock that a test can move forward.</summary>
public sealed class ManualTime : TimeProvider
{
    long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
