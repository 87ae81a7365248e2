using System.Threading.RateLimiting;

namespace HoopLike.Console.Api.Mcp;

/// <summary>How much one caller, and all of them, may ask of this console by MCP. Thread-safe.</summary>
internal sealed class McpLimits : IDisposable
{
    public const int PerMinute = 120;
    public const int QueriesOfOne = 4;
    public const int QueriesOfAll = 32;

    private readonly PartitionedRateLimiter<string> messages = PartitionedRateLimiter.Create<string, string>(name => RateLimitPartition.GetSlidingWindowLimiter(
        name, _ => new SlidingWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    private readonly PartitionedRateLimiter<string> queries = PartitionedRateLimiter.Create<string, string>(name => RateLimitPartition.GetConcurrencyLimiter(
        name, _ => new ConcurrencyLimiterOptions { PermitLimit = QueriesOfOne, QueueLimit = 0 }));

    private readonly ConcurrencyLimiter all = new(new ConcurrencyLimiterOptions { PermitLimit = QueriesOfAll, QueueLimit = 0 });

    public bool TryTake(McpCaller caller)
    {
        using var lease = messages.AttemptAcquire(caller.Identity.Words);
        return lease.IsAcquired;
    }

    /// <summary>Null where too many are under way; to be disposed when the query is over.</summary>
    public IDisposable? TryBeginQuery(McpCaller caller)
    {
        var own = queries.AttemptAcquire(caller.Identity.Words);
        var every = all.AttemptAcquire();
        if (own.IsAcquired && every.IsAcquired) return new Leases(own, every);
        own.Dispose();
        every.Dispose();
        return null;
    }

    public void Dispose()
    {
        messages.Dispose();
        queries.Dispose();
        all.Dispose();
    }

    private sealed class Leases(RateLimitLease own, RateLimitLease all) : IDisposable
    {
        public void Dispose()
        {
            own.Dispose();
            all.Dispose();
        }
    }
}
