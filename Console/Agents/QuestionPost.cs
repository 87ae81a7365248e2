using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>A question on its way to whichever console has a link to one of the agents that can answer it.</summary>
internal sealed record PostedQuestion(ImmutableArray<string> Agents, AgentQuestion Question);

/// <summary>
/// Carries questions between consoles on one store: the question lies in the store, encrypted, and its number is published; the console that has an agent takes it out and puts the answer in its place.
/// One path whether or not the agent is linked to the console that asks.
/// </summary>
public sealed class QuestionPost(ConsoleDbFactory databases, AgentDirectory directory, SecretProtector protector, LiveFeed live, TimeProvider time)
{
    /// <summary>An agent that is there begins at once; a question that nobody took by then is nobody's.</summary>
    private static readonly TimeSpan takenWithin = TimeSpan.FromSeconds(5);
    /// <summary>Longer than an agent takes at most.</summary>
    private static readonly TimeSpan answeredWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan keptFor = TimeSpan.FromMinutes(1);

    /// <summary>Waits for the answer. Never throws but for <paramref name="cancellationToken"/>: what goes wrong is the reply's problem.</summary>
    /// <param name="agents">Names of the agents any of which may answer.</param>
    public async Task<AgentReply> AskAsync(AgentQuestion question, ImmutableArray<string> agents, CancellationToken cancellationToken)
    {
        if (await WhyNobodyAsync(agents, cancellationToken) is { } problem) return new AgentReply { Problem = problem };
        var text = protector.Protect(new Secret(JsonSerializer.Serialize(new PostedQuestion(agents, question), SnapshotJson.Revealing)));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var key = question.Id.ToString();
        using var subscription = live.Subscribe(LiveTopics.Answer, e =>
        {
            if (string.Equals(e.Key, key, StringComparison.Ordinal)) answered.TrySetResult();
        });
        try
        {
            await PutAsync(question.Id, text, cancellationToken);
            live.Publish(LiveTopics.Question, key);
            await HeardAsync(answered.Task, takenWithin, cancellationToken);
            if (!answered.Task.IsCompleted && await WithdrawAsync(question.Id, text)) return new AgentReply { Problem = $"{Names(agents)} did not take the question. Its link to the console may have just broken; try again in a moment." };
            await HeardAsync(answered.Task, answeredWithin, cancellationToken);
            return await ReadAsync(question.Id, cancellationToken) ?? new AgentReply { Problem = "The agent did not answer in time." };
        }
        finally
        {
            await RemoveAsync(question.Id);
        }
    }

    /// <summary>Takes a question out of the store; null when another console was quicker, or it is none of ours.</summary>
    internal async Task<PostedQuestion?> TakeAsync(Guid id, Func<PostedQuestion, bool> mayTake, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var text = await db.Set<AgentAnswerEntity>().Where(a => a.Id == id).Select(a => a.Answer).SingleOrDefaultAsync(cancellationToken);
        if (text is null) return null;
        var posted = JsonSerializer.Deserialize<PostedQuestion>(protector.Unprotect(text).Reveal(), SnapshotJson.Revealing);
        return posted is not null && mayTake(posted) && await WithdrawAsync(id, text) ? posted : null;
    }

    /// <summary>Puts an answer where its question was, and tells the one who waits.</summary>
    internal async Task AnswerAsync(Guid id, AgentReply reply, CancellationToken cancellationToken)
    {
        await PutAsync(id, protector.Protect(new Secret(JsonSerializer.Serialize(reply, SnapshotJson.Plain))), cancellationToken);
        live.Publish(LiveTopics.Answer, id.ToString());
    }

    private async Task<string?> WhyNobodyAsync(ImmutableArray<string> agents, CancellationToken cancellationToken)
    {
        if (agents.IsEmpty) return "The connection names no agent. Choose one: only an agent can reach the target.";
        var known = (await directory.ListAsync(cancellationToken)).Where(a => agents.Contains(a.Name)).ToList();
        return known.Any(a => a.Online) ? null : $"No agent of this connection is online ({string.Join(", ", agents)}). Start one, or see on the Agents page what keeps it away.";
    }

    private static async Task HeardAsync(Task answered, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await answered.WaitAsync(limit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What that means is for the caller to say.
        }
    }

    /// <summary>The answer, when there is one: even when its news was lost.</summary>
    private async Task<AgentReply?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var text = await db.Set<AgentAnswerEntity>().Where(a => a.Id == id).Select(a => a.Answer).SingleOrDefaultAsync(cancellationToken);
        return text is null ? null : JsonSerializer.Deserialize<AgentReply>(protector.Unprotect(text).Reveal(), SnapshotJson.Plain);
    }

    private Task PutAsync(Guid id, string text, CancellationToken cancellationToken) => databases.WriteAsync(
        async db =>
        {
            var old = time.GetUtcNow() - keptFor - answeredWithin;
            await db.Set<AgentAnswerEntity>().Where(a => a.At < old).ExecuteDeleteAsync(cancellationToken);
            db.Add(new AgentAnswerEntity { Id = id, Answer = text, At = time.GetUtcNow() });
        },
        cancellationToken);

    /// <summary>True when the row was still this one.</summary>
    private Task<bool> WithdrawAsync(Guid id, string text) => databases.WriteAsync(
        async db => await db.Set<AgentAnswerEntity>().Where(a => a.Id == id && a.Answer == text).ExecuteDeleteAsync(CancellationToken.None) == 1, CancellationToken.None);

    private Task<int> RemoveAsync(Guid id) => databases.WriteAsync(db => db.Set<AgentAnswerEntity>().Where(a => a.Id == id).ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);

    private static string Names(ImmutableArray<string> agents) => agents.Length == 1 ? $"The agent {agents[0]}" : $"None of the agents {string.Join(", ", agents)}";
}
