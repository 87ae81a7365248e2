using System.Threading.Channels;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using System.Text.Json;

namespace HoopLike.Console.Agents;

/// <summary>Takes posted questions to agents whose control link ends here, and posts what they answer.</summary>
public sealed partial class QuestionCarrier(QuestionPost post, AgentRegistry registry, LiveFeed live, ILogger<QuestionCarrier> logger) : BackgroundService
{
    /// <summary>Agents bound themselves; this bounds what one console holds in memory.</summary>
    private const int AtOnce = 32;

    /// <summary>More than an agent allows itself.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(50);

    private readonly Channel<Guid> posted = Channel.CreateUnbounded<Guid>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        live.Subscribe(LiveTopics.Question, e =>
        {
            if (Guid.TryParse(e.Key, out var id)) posted.Writer.TryWrite(id);
        });
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(posted.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (id, stop) =>
        {
            try
            {
                await CarryAsync(id, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // Whoever asked is told that there was no answer in time.
                LogNotCarried(logger, id, e);
            }
        });

    private async Task CarryAsync(Guid id, CancellationToken stop)
    {
        if (registry.All.Count == 0 || await post.TakeAsync(id, q => Find(q) is not null, stop) is not { } question) return;
        await post.AnswerAsync(id, await AskAsync(Find(question), question.Question, stop), stop);
    }

    private AgentState? Find(PostedQuestion question) => registry.All.FirstOrDefault(a => question.Agents.Contains(a.Name));

    private async Task<AgentReply> AskAsync(AgentState? agent, AgentQuestion question, CancellationToken stop)
    {
        if (agent is null) return new AgentReply { Problem = "The agent's link to the console has just broken. Try again in a moment." };
        try
        {
            return await agent.Client.Answer(JsonSerializer.Serialize(question, SnapshotJson.Revealing)).WaitAsync(patience, stop);
        }
        catch (TimeoutException)
        {
            return new AgentReply { Problem = "The agent did not answer in time." };
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The link broke, or the agent is of a version that cannot be asked.
            LogNotAnswered(logger, agent.Name, e.GetType().Name);
            return new AgentReply { Problem = $"The agent {agent.Name} gave no answer: its link broke, or it is of an older version. Try again, or bring it up to date." };
        }
    }

    [LoggerMessage(EventId = 12010, Level = LogLevel.Warning, Message = "Question {Id} could not be taken to an agent.")]
    private static partial void LogNotCarried(ILogger logger, Guid id, Exception exception);

    [LoggerMessage(EventId = 12011, Level = LogLevel.Warning, Message = "Agent {Agent} gave no answer to a question: {Why}")]
    private static partial void LogNotAnswered(ILogger logger, string agent, string why);
}
