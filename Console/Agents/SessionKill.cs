using HoopLike.Console.Audit;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions;

namespace HoopLike.Console.Agents;

/// <summary>Ends a live session, wherever its agent is connected.</summary>
public sealed class SessionKill(SessionSearch sessions, AuditLog audit, LiveFeed live)
{
    /// <summary>A notification between consoles carries this much.</summary>
    public const int LongestReason = 500;

    /// <summary>Null and a reason when there is nothing to end.</summary>
    public async Task<(SessionEntity? Session, string? Problem)> EndAsync(Guid id, string? reason, Actor actor, CancellationToken cancellationToken)
    {
        var session = await sessions.FindAsync(id, cancellationToken);
        if (session is null) return (null, "There is no such session.");
        if (session.EndedAt is not null) return (session, "It has ended already.");
        var words = string.IsNullOrWhiteSpace(reason) ? $"ended by {actor.Name}" : $"ended by {actor.Name}: {reason}";
        await audit.AppendAsync(actor, new AuditNote("session.killed", $"session {id}") { Detail = $"{session.Caller} on {session.Connection}: {reason}" }, cancellationToken);
        live.Publish(LiveTopics.Kill, id.ToString(), words);
        return (session, null);
    }
}
