using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols;

/// <summary>Takes the console's questions to whoever knows the target's protocol: few at a time, each for a while, and with words for whatever goes wrong.</summary>
public sealed class QuestionDesk(IEnumerable<ITargetQuestions> protocols, SnapshotHolder snapshots, TimeProvider time, ILogger<QuestionDesk> log) : IDisposable
{
    /// <summary>People ask, and sessions come first: more than this at once would be seen at the target.</summary>
    private const int AtOnce = 4;

    private static readonly TimeSpan turnLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan snapshotLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan answerLimit = TimeSpan.FromSeconds(40);

    private readonly Dictionary<ConnectionProtocol, ITargetQuestions> protocols = protocols.ToDictionary(p => p.Protocol);
    private readonly SemaphoreSlim places = new(AtOnce);

    public void Dispose() => places.Dispose();

    /// <summary>Never throws.</summary>
    public async Task<AgentReply> AnswerAsync(AgentQuestion question)
    {
        if (!await places.WaitAsync(turnLimit)) return Problem("The agent is busy with other questions. Try again in a moment.");
        using var deadline = new CancellationTokenSource(answerLimit, time);
        try
        {
            return await AnswerAsync(question, deadline.Token);
        }
        catch (AccessRefused e)
        {
            return Problem(Sentence(e.Message, e.Policy));
        }
        catch (OperationCanceledException)
        {
            return Problem($"The target did not answer within {answerLimit.TotalSeconds:0} seconds.");
        }
        catch (Exception e)
        {
            // Whatever it was, the agent goes on and the person who asked learns that there is no answer.
            log.QuestionFailed(question.Kind, question.Connection, e);
            return Problem("The agent could not find out; its log says why.");
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<AgentReply> AnswerAsync(AgentQuestion question, CancellationToken ct)
    {
        var connection = question.Draft ?? await ConnectionAsync(question, ct);
        if (connection is null) return Problem($"The agent does not serve a connection {Quoted(question.Connection)}.");
        if (!protocols.TryGetValue(connection.Protocol, out var target)) return Problem($"The agent cannot ask a target that speaks {connection.Protocol.ToString().ToLowerInvariant()}.");
        return question switch
        {
            { Kind: AgentQuestionKind.Probe } => new AgentReply { Probe = await target.ProbeAsync(connection, ct) },
            // A draft is for trying the way to a target, not for reading there.
            { Draft: not null } => Problem("Save the connection first."),
            { Kind: AgentQuestionKind.Schema } => new AgentReply { Schema = await target.SchemaAsync(connection, question.Filter, ct) },
            { Kind: AgentQuestionKind.Scan } => new AgentReply { Scan = await target.ScanAsync(connection, question.After, ct) },
            { Kind: AgentQuestionKind.Sample, Column: { } column, Viewer: { } viewer } => new AgentReply { Sample = await target.SampleAsync(connection, column, viewer, ct) },
            _ => Problem("The agent does not understand the question."),
        };
    }

    private async Task<ConnectionConfig?> ConnectionAsync(AgentQuestion question, CancellationToken ct)
    {
        var snapshot = await SnapshotAsync(question.SnapshotVersion, ct) ?? throw new AccessRefused(RefusalKind.Unavailable, "the agent does not have the newest configuration yet; try again in a moment");
        return snapshot.Connections.FirstOrDefault(c => string.Equals(c.Name, question.Connection, StringComparison.Ordinal));
    }

    /// <summary>A rule that was just saved must count in the answer: waits for it a moment. Null when it does not come.</summary>
    private async Task<AgentSnapshot?> SnapshotAsync(long version, CancellationToken ct)
    {
        var news = new TaskCompletionSource<AgentSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        snapshots.Changed += Look;
        try
        {
            if (snapshots.Current is { } now) Look(now);
            return await news.Task.WaitAsync(snapshotLimit, time, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            snapshots.Changed -= Look;
        }

        void Look(AgentSnapshot snapshot)
        {
            if (snapshot.Version >= version) news.TrySetResult(snapshot);
        }
    }

    private static AgentReply Problem(string words) => new() { Problem = words };

    /// <summary>Messages of the gates are parts of sentences, for clients of any protocol; who reads this one runs the gateway.</summary>
    private static string Sentence(string message, string? policy)
    {
        var words = message.Replace("; tell whoever runs this gateway", "", StringComparison.Ordinal).TrimEnd('.');
        var by = policy is null ? "" : $" (policy {policy})";
        return words.Length == 0 ? $"It is refused{by}." : $"{char.ToUpperInvariant(words[0])}{words[1..]}{by}.";
    }

    private static string Quoted(string name) => $"'{name}'";
}
