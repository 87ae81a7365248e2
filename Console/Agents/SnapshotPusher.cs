using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Agents;

/// <summary>Brings each change to all connected agents at once, and sends away those that are no longer enrolled.</summary>
public sealed partial class SnapshotPusher(SnapshotSource source, AgentRegistry registry, KeyCarrier keys, LiveFeed live, ConsoleOptions options, TimeProvider time, ILogger<SnapshotPusher> logger) : BackgroundService
{
    /// <summary>Several changes in a row become one push.</summary>
    private static readonly TimeSpan debounce = TimeSpan.FromMilliseconds(20);
    /// <summary>With other consoles on the store, a lost notification costs this long at most.</summary>
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sends the snapshot of now to one agent that has just said hello.</summary>
    public async Task PushAsync(AgentState agent, CancellationToken cancellationToken)
    {
        var image = await source.CurrentAsync(cancellationToken);
        await agent.PushAsync(image.Version, Json(image, agent.Name));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = live.Subscribe(LiveTopics.Snapshot, _ => wake.Writer.TryWrite(true));
        using var timer = options.Store.Kind == StoreProvider.Postgres ? time.CreateTimer(_ => wake.Writer.TryWrite(true), null, lookAgain, lookAgain) : null;
        while (await wake.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(debounce, time, stoppingToken);
            wake.Reader.TryRead(out _);
            try
            {
                await PushToAllAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store is away: what was not pushed is pushed when it is back.
                LogFailed(logger, e);
                await Task.Delay(lookAgain, time, stoppingToken);
                wake.Writer.TryWrite(true);
            }
        }
    }

    private async Task PushToAllAsync(CancellationToken stop)
    {
        await keys.SweepAsync(stop);
        var agents = registry.All;
        if (agents.Count == 0) return;
        var image = await source.CurrentAsync(stop);
        var texts = new ConcurrentDictionary<string, Lazy<string>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(agents, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = stop }, async (agent, _) =>
        {
            try
            {
                await agent.PushAsync(image.Version, texts.GetOrAdd(agent.Name, name => new Lazy<string>(() => Json(image, name))).Value);
            }
            catch (Exception e)
            {
                // A link that breaks meanwhile gets its snapshot when it is back.
                LogNotReached(logger, agent.Name, e);
            }
        });
    }

    private static string Json(ConfigurationImage image, string agent) => JsonSerializer.Serialize(image.For(agent), SnapshotJson.Revealing);

    [LoggerMessage(EventId = 12001, Level = LogLevel.Warning, Message = "The configuration could not be read for the agents; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 12002, Level = LogLevel.Information, Message = "Agent {Agent} could not be told of a change; it will be when its link is back.")]
    private static partial void LogNotReached(ILogger logger, string agent, Exception exception);
}
