using System.Text.Json;
using System.Threading.Channels;
using HoopLike.Console.Data;
using Npgsql;

namespace HoopLike.Console.Live;

/// <summary>Carries the feed between consoles on one PostgreSQL by LISTEN/NOTIFY.</summary>
/// <remarks>What is missed while the link is down is made up for by <see cref="LiveTopics.Snapshot"/> being delivered at each reconnect.</remarks>
public sealed partial class PostgresLiveBridge(ConsoleOptions options, LiveFeed live, TimeProvider time, ILogger<PostgresLiveBridge> logger) : BackgroundService
{
    private const string ChannelName = "hooplike_live";
    private readonly string self = Guid.NewGuid().ToString("N");
    private readonly Channel<LiveEvent> outbox = Channel.CreateUnbounded<LiveEvent>();

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Store.Kind != StoreProvider.Postgres) return Task.CompletedTask;
        live.Published += news => outbox.Writer.TryWrite(news);
        return Task.WhenAll(ForEverAsync(ListenAsync, stoppingToken), ForEverAsync(SendAsync, stoppingToken));
    }

    private async Task ForEverAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever broke the link, the next round makes a new one.
                LogLinkLost(logger, e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        connection.Notification += (_, e) => Receive(e.Payload);
        await using (var listen = new NpgsqlCommand($"listen {ChannelName}", connection)) await listen.ExecuteNonQueryAsync(stop);
        live.Deliver(new LiveEvent(LiveTopics.Snapshot, "", null, FromHere: false));
        while (true) await connection.WaitAsync(stop);
    }

    private async Task SendAsync(CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        while (await outbox.Reader.WaitToReadAsync(stop))
        {
            while (outbox.Reader.TryPeek(out var news))
            {
                await using var notify = new NpgsqlCommand("select pg_notify($1, $2)", connection);
                notify.Parameters.AddWithValue(ChannelName);
                notify.Parameters.AddWithValue(JsonSerializer.Serialize(new Envelope(self, news.Topic, news.Key, news.Body)));
                await notify.ExecuteNonQueryAsync(stop);
                outbox.Reader.TryRead(out _);
            }
        }
    }

    private void Receive(string payload)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(payload);
        if (envelope is not null && envelope.From != self) live.Deliver(new LiveEvent(envelope.Topic, envelope.Key, envelope.Body, FromHere: false));
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.Store.ConnectionString) { Pooling = false, KeepAlive = 15 }.ConnectionString);
        await connection.OpenAsync(stop);
        return connection;
    }

    [LoggerMessage(EventId = 19001, Level = LogLevel.Warning, Message = "The link to the other consoles broke; trying again.")]
    private static partial void LogLinkLost(ILogger logger, Exception exception);

    private sealed record Envelope(string From, string Topic, string Key, string? Body);
}
