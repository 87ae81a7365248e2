using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using HoopLike.Console.Audit;
using HoopLike.Console.Live;

namespace HoopLike.Console.Agents;

/// <summary>Tells agents whose links end here that their key was revoked, or is to be changed, and cuts the links that older keys opened.</summary>
public sealed partial class KeyCarrier(AgentKeys keys, AgentRegistry registry, AgentLinks links, LiveFeed live, TimeProvider time, ILogger<KeyCarrier> logger) : BackgroundService
{
    private const int AtOnce = 32;

    /// <summary>An agent says that its sessions are told to end; one that does not is cut off all the same.</summary>
    private static readonly TimeSpan tellLimit = TimeSpan.FromSeconds(1);
    /// <summary>The ends of its recordings, with the reason in them, are worth waiting for this long.</summary>
    private static readonly TimeSpan sendLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan proposeLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<LiveEvent> news = Channel.CreateUnbounded<LiveEvent>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        live.Subscribe(LiveTopics.Revoked, e => news.Writer.TryWrite(e));
        live.Subscribe(LiveTopics.ChangeKey, e => news.Writer.TryWrite(e));
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Cuts what no longer counts, whether or not the news of it came.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var all = links.All;
        if (all.Count == 0) return;
        var counting = await keys.CountingAsync([.. all.Select(l => l.Member).Distinct()], cancellationToken);
        foreach (var member in all.Select(l => l.Member).Distinct().Where(m => !counting.ContainsKey(m)))
            news.Writer.TryWrite(new LiveEvent(LiveTopics.Revoked, member.ToString(), await keys.WhyGoneAsync(member, cancellationToken), FromHere: true));
        links.Abort(l => counting.TryGetValue(l.Member, out var key) && key != l.KeyId && all.Contains(l));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(news.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (item, stop) =>
        {
            try
            {
                if (!Guid.TryParse(item.Key, out var member)) return;
                if (item.Topic == LiveTopics.Revoked) await SendAwayAsync(member, item.Body ?? "this agent was revoked", stop);
                else await ChangeAsync(member, JsonSerializer.Deserialize<Actor>(item.Body!)!, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogFailed(logger, item.Topic, item.Key, e);
            }
        });

    /// <summary>First it is told, so that it ends its sessions; then the control link is cut, and the one for recordings once it has sent them.</summary>
    private async Task SendAwayAsync(Guid member, string why, CancellationToken stop)
    {
        await Task.WhenAll(registry.Find(member).Select(a => TellAsync(a, why, stop)));
        links.Abort(l => l.Member == member && l.IsControl);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (links.All.All(l => l.Member != member)) sent.TrySetResult();
        }

        links.Ended += Look;
        Look();
        await sent.Task.WaitAsync(sendLimit, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        links.Ended -= Look;
        links.Abort(l => l.Member == member);
    }

    private async Task TellAsync(AgentState agent, string why, CancellationToken stop)
    {
        try
        {
            await agent.Client.Revoke(why).WaitAsync(tellLimit, time, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Its link is cut, and when it comes back it is told why it may not.
            LogNotTold(logger, agent.Name, e.GetType().Name);
        }
    }

    private async Task ChangeAsync(Guid member, Actor actor, CancellationToken stop)
    {
        if (registry.Find(member).FirstOrDefault() is not { } agent) return;
        var problem = await TryChangeAsync(agent, actor, stop);
        live.Publish(LiveTopics.KeyChanged, member.ToString(), problem);
    }

    private async Task<string?> TryChangeAsync(AgentState agent, Actor actor, CancellationToken stop)
    {
        try
        {
            var challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var proposal = await agent.Client.ProposeKey(challenge).WaitAsync(proposeLimit, time, stop);
            if (await keys.ChangeAsync(agent.Id, challenge, proposal, actor, stop) is { } problem) return problem;
            var keyId = AgentKeyEntity.IdOf(proposal.PublicKey);
            links.Rekey(agent.ConnectionId, keyId);
            await agent.Client.TakeKey(keyId);
            links.Abort(l => l.Member == agent.Id && l.KeyId != keyId);
            return null;
        }
        catch (TimeoutException)
        {
            return "The agent did not answer in time. Try again in a moment.";
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFailed(logger, LiveTopics.ChangeKey, agent.Name, e);
            return "The agent gave no answer: its link broke, it could not keep a new key in its data directory, or it is of an older version. Its log says more.";
        }
    }

    [LoggerMessage(EventId = 12020, Level = LogLevel.Warning, Message = "The news '{Topic}' of {Key} could not be carried to an agent.")]
    private static partial void LogFailed(ILogger logger, string topic, string key, Exception exception);

    [LoggerMessage(EventId = 12021, Level = LogLevel.Warning, Message = "Agent {Agent} did not say that it ends its sessions ({Why}); its links are cut.")]
    private static partial void LogNotTold(ILogger logger, string agent, string why);
}
