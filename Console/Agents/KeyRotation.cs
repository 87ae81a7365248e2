using System.Text.Json;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>Has an agent make a new key, whichever console its link ends at.</summary>
public sealed class KeyRotation(ConsoleDbFactory databases, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>More than <see cref="KeyCarrier"/> allows the agent.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    /// <returns>Why it has the same key as before, in words; null when it has a new one.</returns>
    public async Task<string?> RotateAsync(Guid member, Actor actor, CancellationToken cancellationToken)
    {
        var before = await FindAsync(member, cancellationToken);
        if (before is not { RevokedAt: null }) return "There is no such process any more.";
        if (!(before.OnlineUntil > time.GetUtcNow())) return "It is not connected, and a new key is made by the agent itself. Start it, or look at its link; then try again.";
        var problem = await AskAsync(member, actor, cancellationToken);
        // The word may be lost on the way between consoles; the store knows.
        if (problem is not null && (await FindAsync(member, cancellationToken))?.KeyChangedAt > (before.KeyChangedAt ?? DateTimeOffset.MinValue)) return null;
        if (problem is not null) await audit.AppendAsync(actor, new AuditNote("agent.key-not-changed", $"agent {before.AgentName}") { Detail = $"id {member}: {problem}" }, cancellationToken);
        return problem;
    }

    private async Task<string?> AskAsync(Guid member, Actor actor, CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = live.Subscribe(LiveTopics.KeyChanged, e =>
        {
            if (string.Equals(e.Key, member.ToString(), StringComparison.Ordinal)) answered.TrySetResult(e.Body);
        });
        live.Publish(LiveTopics.ChangeKey, member.ToString(), JsonSerializer.Serialize(actor));
        try
        {
            return await answered.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return "The agent did not answer in time: its link to the console may have just broken. Try again in a moment.";
        }
    }

    private async Task<AgentMemberEntity?> FindAsync(Guid member, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<AgentMemberEntity>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == member, cancellationToken);
    }
}
