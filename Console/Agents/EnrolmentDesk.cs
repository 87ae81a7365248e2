using System.Security.Cryptography;
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
    /// <summary>Null and a reason when it is refused. The reason does not tell a wrong token from an unknown name.</summary>
    public async Task<(EnrolmentAnswer? Answer, string? Refusal)> EnrolAsync(EnrolmentRequest request, string? address, CancellationToken cancellationToken)
    {
        // What comes over the wire may lack anything.
        if (string.IsNullOrEmpty(request.Name) || string.IsNullOrEmpty(request.Token)) return (null, "A name and an enrolment token are needed.");
        if (request.PublicKey is null || !IsPublicKey(request.PublicKey)) return (null, "The public key is no P-256 key (SubjectPublicKeyInfo, DER, base64).");
        var hash = await agents.HashAsync(new Secret(request.Token), cancellationToken);
        var answer = await databases.WriteWithRetryAsync(
            async db =>
            {
                var agent = await db.Set<AgentEntity>().SingleOrDefaultAsync(a => a.Name == request.Name, cancellationToken);
                if (agent?.TokenHash is null || !KeyedHash.Equal(agent.TokenHash, hash)) return null;
                if (agent.TokenUsedAt is not null) return await KnownAsync(db, request, cancellationToken);

                agent.TokenUsedAt = time.GetUtcNow();
                var member = new AgentMemberEntity { Id = Guid.NewGuid(), AgentName = agent.Name, PublicKey = request.PublicKey, EnrolledAt = time.GetUtcNow(), AgentVersion = Short(request.Version) };
                db.Add(member);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, new Actor($"agent {agent.Name}", address), new AuditNote("agent.enrolled", $"agent {agent.Name}") { Detail = $"id {member.Id}" }, cancellationToken);
                return new EnrolmentAnswer(member.Id, agent.Name);
            },
            cancellationToken);
        if (answer is not null)
        {
            live.Publish(LiveTopics.Agents, request.Name);
            live.Publish(LiveTopics.Audit, $"agent {request.Name}");
            return (answer, null);
        }

        await audit.AppendAsync(new Actor("unknown", address), new AuditNote("agent.enrolment-refused", $"agent {Short(request.Name)}"), cancellationToken);
        return (null, "The enrolment token is wrong or was used before. Set a new token for this agent in the console and start the agent with it.");
    }

    /// <summary>The answer to the same key again: an agent whose first answer was lost on the way must not be locked out.</summary>
    private static async Task<EnrolmentAnswer?> KnownAsync(ConsoleDb db, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        var member = await db.Set<AgentMemberEntity>().AsNoTracking().FirstOrDefaultAsync(m => m.AgentName == request.Name && m.PublicKey == request.PublicKey, cancellationToken);
        return member is null ? null : new EnrolmentAnswer(member.Id, member.AgentName);
    }

    private static bool IsPublicKey(string base64)
    {
        try
        {
            using var key = ECDsa.Create();
            var der = Convert.FromBase64String(base64);
            key.ImportSubjectPublicKeyInfo(der, out var read);
            return read == der.Length && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static string Short(string? text) => text is null ? "" : text.Length <= 100 ? text : text[..100];
}
