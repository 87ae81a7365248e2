using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>An agent's first meeting: its one-time token is spent for the public key that counts from then on.</summary>
public sealed class EnrolmentDesk(ConsoleDbFactory databases, AgentSection agents, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private const string Wrong = "The enrolment token is wrong or was used before. Set a new token for this agent in the console and start the agent with it.";

    /// <summary>Null and a reason when it is refused. The reason does not tell a wrong token from an unknown name.</summary>
    public async Task<(EnrolmentAnswer? Answer, string? Refusal)> EnrolAsync(EnrolmentRequest request, string? address, CancellationToken cancellationToken)
    {
        // What comes over the wire may lack anything.
        if (string.IsNullOrEmpty(request.Name) || string.IsNullOrEmpty(request.Token)) return (null, "A name and an enrolment token are needed.");
        if (request.PublicKey is null || !AgentPublicKey.IsOne(request.PublicKey)) return (null, "The public key is no P-256 key (SubjectPublicKeyInfo, DER, base64).");
        var hash = await agents.HashAsync(new Secret(request.Token), cancellationToken);
        var (answer, refusal) = await databases.WriteWithRetryAsync(db => TryAsync(db, request, hash, address, cancellationToken), cancellationToken);
        if (answer is not null)
        {
            live.Publish(LiveTopics.Agents, request.Name);
            live.Publish(LiveTopics.Audit, $"agent {request.Name}");
            return (answer, null);
        }

        await audit.AppendAsync(new Actor("unknown", address), new AuditNote("agent.enrolment-refused", $"agent {Short(request.Name)}") { Detail = refusal }, cancellationToken);
        return (null, refusal);
    }

    private async Task<(EnrolmentAnswer? Answer, string? Refusal)> TryAsync(ConsoleDb db, EnrolmentRequest request, string hash, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var agent = await db.Set<AgentEntity>().SingleOrDefaultAsync(a => a.Name == request.Name, cancellationToken);
        if (agent?.TokenHash is null || !KeyedHash.Equal(agent.TokenHash, hash)) return (null, Wrong);
        if (agent.TokenUsedAt is not null) return await KnownAsync(db, request, cancellationToken) is { } again ? (again, null) : (null, Wrong);
        if (!agent.IsTokenOpen(now))
            return (null, $"The enrolment token expired{(agent.TokenExpiresAt is { } end ? $" at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "")}. Make a new token on the agent's page in the console and start the agent with it.");
        if (await WasUsedAsync(db, request.PublicKey, cancellationToken))
            return (null, "This agent's key was revoked or replaced and can never be enrolled again. Start the agent on an empty data directory, so that it makes a new key.");

        agent.TokenUsedAt = now;
        var member = new AgentMemberEntity { Id = Guid.NewGuid(), AgentName = agent.Name, PublicKey = request.PublicKey, EnrolledAt = now, AgentVersion = Short(request.Version) };
        db.Add(member);
        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new Actor($"agent {agent.Name}", address), new AuditNote("agent.enrolled", $"agent {agent.Name}") { Detail = $"id {member.Id}, key {AgentKeyEntity.IdOf(member.PublicKey)}" }, cancellationToken);
        return (new EnrolmentAnswer(member.Id, agent.Name), null);
    }

    /// <summary>The answer to the same key again: an agent whose first answer was lost on the way must not be locked out.</summary>
    private static async Task<EnrolmentAnswer?> KnownAsync(ConsoleDb db, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        var member = await db.Set<AgentMemberEntity>().AsNoTracking().FirstOrDefaultAsync(m => m.AgentName == request.Name && m.PublicKey == request.PublicKey && m.RevokedAt == null, cancellationToken);
        return member is null ? null : new EnrolmentAnswer(member.Id, member.AgentName);
    }

    private static async Task<bool> WasUsedAsync(ConsoleDb db, string publicKey, CancellationToken cancellationToken) =>
        await db.Set<AgentKeyEntity>().AnyAsync(k => k.PublicKey == publicKey, cancellationToken) || await db.Set<AgentMemberEntity>().AnyAsync(m => m.PublicKey == publicKey && m.RevokedAt != null, cancellationToken);

    private static string Short(string? text) => text is null ? "" : text.Length <= 100 ? text : text[..100];
}
