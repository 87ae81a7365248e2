namespace HoopLike.Agent.Link;

/// <summary>How long to wait before the next try: doubling from <paramref name="first"/> to <paramref name="limit"/>, full jitter, so that a thousand agents do not return in one instant.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan limit, Random random)
{
    private int tries;

    public Backoff(TimeSpan first, TimeSpan limit) : this(first, limit, Random.Shared)
    {
    }

    /// <summary>What <see cref="Next"/> draws from: zero to this.</summary>
    public TimeSpan Ceiling => tries >= 30 ? limit : TimeSpan.FromTicks(Math.Min(limit.Ticks, first.Ticks << tries));

    public TimeSpan Next()
    {
        var wait = Ceiling * random.NextDouble();
        if (tries < 30) tries++;
        return wait;
    }

    public void Reset() => tries = 0;
}
