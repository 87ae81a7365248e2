namespace HoopLike.Console.Audit;

/// <summary>What the last check of the audit log's chain found.</summary>
/// <param name="Entries">How many there were.</param>
/// <param name="FirstBroken">The first entry that was changed, dropped, added or moved; null when the chain holds.</param>
public sealed record ChainVerdict(DateTimeOffset At, long Entries, long? FirstBroken);

/// <summary>Checks the audit log's chain, once at a time however many ask, and remembers the answer.</summary>
public sealed class ChainProof(AuditLog log, AuditSearch search, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim checking = new(1);

    /// <summary>Null while nobody has asked since this console started.</summary>
    public ChainVerdict? Last { get; private set; }

    public async Task<ChainVerdict> CheckAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await checking.WaitAsync(cancellationToken);
        try
        {
            var entries = await search.CountAsync(cancellationToken);
            return Last = new ChainVerdict(time.GetUtcNow(), entries, await log.FirstBrokenAsync(cancellationToken, progress));
        }
        finally
        {
            checking.Release();
        }
    }

    public void Dispose() => checking.Dispose();
}
