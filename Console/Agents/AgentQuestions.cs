using System.Collections.Immutable;
using HoopLike.Console.Audit;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>What an agent found out, or why it could not, in words for the person who asked.</summary>
public sealed record AgentAnswer<T>(T? Value, string? Problem)
    where T : class;

/// <summary>How far a scan is.</summary>
public sealed record ScanProgress(int Done, int Total);

/// <summary>What a whole scan found.</summary>
/// <param name="Unread">Tables of which only the names were looked at, with the reason.</param>
public sealed record ScanResult(ImmutableArray<SensitiveFinding> Findings, int Tables, ImmutableArray<UnreadTable> Unread);

/// <summary>
/// Asks agents about targets, wherever the agent is linked. Every question is in the audit log with who asked it. The pages decide who may ask: schema and coverage are for admins and auditors, probes and
/// scans for admins; a sample is bound by the viewer's own policies and masking rules, at the agent.
/// </summary>
public sealed class AgentQuestions(QuestionPost post, SnapshotSource source, ConnectionSection connections, ConsoleDbFactory databases, AuditLog audit, TimeProvider time)
{
    /// <summary>One entry for somebody who looks at one schema again and again.</summary>
    private static readonly TimeSpan sameLook = TimeSpan.FromMinutes(10);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Actor, string Connection), DateTimeOffset> looks = new();

    /// <summary>Tries the way to a target, of a connection that need not be saved. What the credential leaves out it takes from the stored one. Never throws for what is wrong with the target: that is in the steps.</summary>
    public async Task<ConnectionProbe> ProbeAsync(ConnectionDefinition draft, Actor actor, CancellationToken cancellationToken)
    {
        var config = await CompleteAsync(draft.Config, cancellationToken);
        var whom = config.Credential.Username.Length > 0 ? $" as {config.Credential.Username}" : "";
        await NoteAsync(actor, "connection.probed", config.Name, $"{config.Target.Host}:{config.Target.Port}{whom}", cancellationToken);
        var begun = time.GetTimestamp();
        var reply = await post.AskAsync(new AgentQuestion { Id = Guid.NewGuid(), Kind = AgentQuestionKind.Probe, Connection = config.Name, Draft = config }, draft.Agents, cancellationToken);
        var took = (int)time.GetElapsedTime(begun).TotalMilliseconds;
        return reply.Probe is { } probe
            ? probe with { Steps = [new ProbeStep("Agent", ProbeOutcome.Ok, $"An agent of {string.Join(" or ", draft.Agents)} answered.", took), .. probe.Steps] }
            : new ConnectionProbe([new ProbeStep("Agent", ProbeOutcome.Failed, reply.Problem ?? NoAnswer, took)]);
    }

    /// <summary>Tables, views and columns, with the masking rules that are in force for them.</summary>
    /// <param name="filter">Only what has this in its name; null for all.</param>
    public async Task<AgentAnswer<TargetSchema>> SchemaAsync(string connection, string? filter, Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!looks.TryGetValue((actor.Name, connection), out var last) || now - last > sameLook)
        {
            await NoteAsync(actor, "connection.schema-read", connection, null, cancellationToken);
            looks[(actor.Name, connection)] = now;
        }
        var reply = await AskAsync(connection, AgentQuestionKind.Schema, q => q with { Filter = filter }, cancellationToken);
        return Answer(reply.Schema, reply);
    }

    /// <summary>Looks through all tables for columns that should be masked. Of their values only the class is told.</summary>
    public async Task<AgentAnswer<ScanResult>> ScanAsync(string connection, Actor actor, IProgress<ScanProgress>? progress, CancellationToken cancellationToken)
    {
        await NoteAsync(actor, "connection.scan-asked", connection, null, cancellationToken);
        var findings = ImmutableArray.CreateBuilder<SensitiveFinding>();
        var unread = ImmutableArray.CreateBuilder<UnreadTable>();
        TableName? after = null;
        while (true)
        {
            var from = after;
            var reply = await AskAsync(connection, AgentQuestionKind.Scan, q => q with { After = from }, cancellationToken);
            if (reply.Scan is not { } part) return Answer<ScanResult>(null, reply);
            findings.AddRange(part.Findings);
            unread.AddRange(part.Unread);
            progress?.Report(new ScanProgress(part.Done, part.Total));
            if (part.Next is null) return new AgentAnswer<ScanResult>(new ScanResult(findings.ToImmutable(), part.Total, unread.ToImmutable()), null);
            after = part.Next;
        }
    }

    /// <summary>A few values of a column as the viewer would see them through the gateway; refused where the viewer's policies would not let them be read.</summary>
    /// <param name="viewer">The person who asks, as signed in. Never somebody else: it is this identity's rights that are used.</param>
    public async Task<AgentAnswer<ColumnSample>> SampleAsync(string connection, ColumnName column, CallerIdentity viewer, Actor actor, CancellationToken cancellationToken)
    {
        if (!string.Equals(viewer.Name, actor.Name, StringComparison.Ordinal)) throw new ArgumentException("A sample is for the person who asks.", nameof(viewer));
        await NoteAsync(actor, "connection.sampled", connection, $"column {column}", cancellationToken);
        var reply = await AskAsync(connection, AgentQuestionKind.Sample, q => q with { Column = column, Viewer = viewer }, cancellationToken);
        return Answer(reply.Sample, reply);
    }

    private const string NoAnswer = "The agent gave no answer.";

    private async Task<AgentReply> AskAsync(string connection, AgentQuestionKind kind, Func<AgentQuestion, AgentQuestion> with, CancellationToken cancellationToken)
    {
        var image = await source.CurrentAsync(cancellationToken);
        if (image.Connection(connection) is null) return new AgentReply { Problem = $"There is no connection '{connection}'." };
        return await post.AskAsync(with(new AgentQuestion { Id = Guid.NewGuid(), Kind = kind, Connection = connection, SnapshotVersion = image.Version }), image.AgentsOf(connection), cancellationToken);
    }

    /// <summary>With the secrets that it would have if it were saved.</summary>
    private async Task<ConnectionConfig> CompleteAsync(ConnectionConfig draft, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return connections.Complete(draft, await db.Set<ConnectionEntity>().AsNoTracking().SingleOrDefaultAsync(c => c.Name == draft.Name, cancellationToken));
    }

    private Task NoteAsync(Actor actor, string action, string connection, string? detail, CancellationToken cancellationToken) =>
        audit.AppendAsync(actor, new AuditNote(action, $"connection {connection}") { Detail = detail }, cancellationToken);

    private static AgentAnswer<T> Answer<T>(T? value, AgentReply reply)
        where T : class =>
        new(value, value is null ? reply.Problem ?? NoAnswer : null);
}
