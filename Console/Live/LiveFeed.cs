using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HoopLike.Console.Live;

/// <summary>Topics of the feed. What an event means is read from the store: it carries only the name or id of what changed.</summary>
public static class LiveTopics
{
    /// <summary>The snapshot's version grew. Key: the version.</summary>
    public const string Snapshot = "snapshot";
    /// <summary>An agent came, went or reported. Key: its name.</summary>
    public const string Agents = "agents";
    /// <summary>A ticket was opened, decided or lapsed. Key: its id.</summary>
    public const string Approvals = "approvals";
    /// <summary>A session began, went on or ended. Key: its id.</summary>
    public const string Sessions = "sessions";
    /// <summary>Something was written to the audit log. Key: its target.</summary>
    public const string Audit = "audit";
    /// <summary>Somebody wants a session ended. Key: its id; body: the reason.</summary>
    public const string Kill = "kill";
    /// <summary>An agent's key was revoked. Key: the member's id; body: the reason.</summary>
    public const string Revoked = "revoked";
    /// <summary>Somebody wants an agent to have a new key. Key: the member's id; body: who, as JSON.</summary>
    public const string ChangeKey = "change-key";
    /// <summary>What came of that. Key: the member's id; body: why it has the same key as before, absent when it has a new one.</summary>
    public const string KeyChanged = "key-changed";
    /// <summary>A sign-in ended, or its groups changed. Key: its id, or empty for several.</summary>
    public const string SignIns = "sign-ins";
    /// <summary>Somebody asks an agent. Key: the question's id; it lies in the store.</summary>
    public const string Question = "question";
    /// <summary>An agent has answered. Key: the question's id; the answer lies in the store.</summary>
    public const string Answer = "answer";
    /// <summary>What is known of a connection's sensitive columns changed, or a scan of it went on. Key: the connection's name.</summary>
    public const string Coverage = "coverage";
}

/// <param name="Key">Name or id of what changed.</param>
/// <param name="FromHere">Published by this process; false for news of another console.</param>
public sealed record LiveEvent(string Topic, string Key, string? Body, bool FromHere);

/// <summary>How news travels upward: rooms publish, pages and hubs subscribe. On PostgreSQL every console hears what any of them publishes.</summary>
public sealed class LiveFeed
{
    private readonly ConcurrentDictionary<Guid, (string? Topic, Action<LiveEvent> Handler)> subscribers = new();

    /// <summary>What a bridge to other consoles listens to: events of this process only.</summary>
    public event Action<LiveEvent>? Published;

    public void Publish(string topic, string key, string? body = null)
    {
        var news = new LiveEvent(topic, key, body, FromHere: true);
        Deliver(news);
        Published?.Invoke(news);
    }

    /// <summary>Hands on what another console published.</summary>
    public void Deliver(LiveEvent news)
    {
        foreach (var (topic, handler) in subscribers.Values)
        {
            if (topic is null || string.Equals(topic, news.Topic, StringComparison.Ordinal)) handler(news);
        }
    }

    /// <summary>Calls <paramref name="handler"/> on the publisher's thread, so it must be quick and must not throw. Disposing ends it.</summary>
    public IDisposable Subscribe(string? topic, Action<LiveEvent> handler)
    {
        var id = Guid.NewGuid();
        subscribers[id] = (topic, handler);
        return new Subscription(() => subscribers.TryRemove(id, out _));
    }

    /// <summary>For a page: at most one call of <paramref name="changed"/> in each <paramref name="interval"/>, the last news never lost, calls never overlapping.</summary>
    public IDisposable SubscribeThrottled(string topic, TimeSpan interval, TimeProvider time, Func<Task> changed)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var end = new CancellationTokenSource();
        var subscription = Subscribe(topic, _ => wake.Writer.TryWrite(true));
        _ = PumpAsync(wake.Reader, interval, time, changed, end.Token);
        return new Subscription(() =>
        {
            subscription.Dispose();
            end.Cancel();
        });
    }

    private static async Task PumpAsync(ChannelReader<bool> wake, TimeSpan interval, TimeProvider time, Func<Task> changed, CancellationToken end)
    {
        try
        {
            while (await wake.WaitToReadAsync(end))
            {
                wake.TryRead(out _);
                await changed();
                await Task.Delay(interval, time, end);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (ObjectDisposedException)
        {
            // The page went away between the news and its call.
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0) end();
        }
    }
}
