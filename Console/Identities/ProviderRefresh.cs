using HoopLike.Console.Live;

namespace HoopLike.Console.Identities;

/// <summary>Keeps up with what identity providers publish: looks when the configuration changes, and now and then. A store that is away is tried again in the next round.</summary>
public abstract class ProviderRefresh(LiveFeed live) : BackgroundService
{
    private static readonly TimeSpan look = TimeSpan.FromSeconds(30);

    protected LiveFeed Live { get; } = live;

    /// <summary>Fetches what is missing or old.</summary>
    public abstract Task RefreshAsync(CancellationToken cancellationToken);

    protected abstract void LogStoreAway(Exception exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new SemaphoreSlim(1);
        using var subscription = Live.Subscribe(LiveTopics.Snapshot, _ =>
        {
            if (wake.CurrentCount == 0) wake.Release();
        });
        while (true)
        {
            await wake.WaitAsync(look, stoppingToken);
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogStoreAway(e);
            }
        }
    }
}
