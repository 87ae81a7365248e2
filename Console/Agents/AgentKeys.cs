using System.Security.Claims;
using System.Security.Cryptography;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>The keys of agents: which one counts, which ones did, and how they are changed and revoked.</summary>
public sealed class AgentKeys(ConsoleDbFactory databases, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Every key that ever counted under an agent's name: what proves its recordings, older ones too.</summary>
    public async Task<IReadOnlyCollection<string>> AllOfAsync(string agent, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var now = db.Set<AgentMemberEntity>().Where(m => m.AgentName == agent).Select(m => m.PublicKey);
        var before = db.Set<AgentKeyEntity>().Where(k => k.AgentName == agent).Select(k => k.PublicKey);
        return await now.Union(before).ToListAsync(cancellationToken);
    }

    /// <summary>The key that counts of each of these agents; of one that was revoked or is unknown, none.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> CountingAsync(IReadOnlyCollection<Guid> members, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var keys = await db.Set<AgentMemberEntity>().Where(m => members.Contains(m.Id) && m.RevokedAt == null).Select(m => new { m.Id, m.PublicKey }).ToListAsync(cancellationToken);
        return keys.ToDictionary(k => k.Id, k => AgentKeyEntity.IdOf(k.PublicKey));
    }

    /// <summary>Whether a link that was let in a moment ago may stay: a key may be changed or revoked in between.</summary>
    public async Task<bool> CountsAsync(ClaimsPrincipal agent, CancellationToken cancellationToken) =>
        (await CountingAsync([AgentAuthentication.IdOf(agent)], cancellationToken)).Values.Contains(AgentAuthentication.KeyOf(agent), StringComparer.Ordinal);

    /// <summary>Why an agent is not to come back, in words for its log and its sessions.</summary>
    public async Task<string> WhyGoneAsync(Guid member, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var gone = await db.Set<AgentMemberEntity>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == member, cancellationToken);
        return gone is null ? "this agent was removed in the console" : WhyGone(gone);
    }

    /// <inheritdoc cref="WhyGoneAsync"/>
    public static string WhyGone(AgentMemberEntity member) => $"this agent was revoked by {member.RevokedBy ?? "the console"}";

    /// <summary>Withdraws one process's key: it ends its sessions and stops, its links are cut, and it can never come back with that key. False when there is none of that id that counts.</summary>
    public async Task<bool> RevokeAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var member = await databases.WriteWithRetryAsync(
            async db =>
            {
                var found = await db.Set<AgentMemberEntity>().SingleOrDefaultAsync(m => m.Id == id && m.RevokedAt == null, cancellationToken);
                if (found is null) return null;
                found.Revoke(actor.Name, time.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, actor, new AuditNote("agent.revoked", $"agent {found.AgentName}") { Detail = $"id {id}, on {found.Host ?? "an unknown host"}, key {AgentKeyEntity.IdOf(found.PublicKey)}" }, cancellationToken);
                return found;
            },
            cancellationToken);
        if (member is null) return false;
        live.Publish(LiveTopics.Revoked, id.ToString(), WhyGone(member));
        Tell(member.AgentName);
        return true;
    }

    /// <summary>Puts a proposed key in the place of the one that counts, if both keys signed for it.</summary>
    /// <returns>Why not, in words; null when it counts now.</returns>
    public async Task<string?> ChangeAsync(Guid id, string challenge, KeyProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var (problem, agent) = await databases.WriteWithRetryAsync(db => TryChangeAsync(db, id, challenge, proposal, actor, cancellationToken), cancellationToken);
        if (agent is not null) Tell(agent);
        return problem;
    }

    private async Task<(string? Problem, string? Agent)> TryChangeAsync(ConsoleDb db, Guid id, string challenge, KeyProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var member = await db.Set<AgentMemberEntity>().SingleOrDefaultAsync(m => m.Id == id && m.RevokedAt == null, cancellationToken);
        if (member is null) return ("The agent was revoked meanwhile.", null);
        var statement = AgentKeyChange.Statement(id, challenge, proposal.PublicKey);
        if (!AgentPublicKey.Proves(member.PublicKey, statement, proposal.ByOldKey)) return ("The agent did not sign with the key that counts; that may have changed at the same moment. Look at its key and try again.", null);
        if (!AgentPublicKey.Proves(proposal.PublicKey, statement, proposal.ByNewKey)) return ("The agent did not prove that it has the new key.", null);
        if (await IsKnownAsync(db, proposal.PublicKey, cancellationToken)) return ("The agent offered a key that was used before.", null);
        var (now, before) = (time.GetUtcNow(), AgentKeyEntity.IdOf(member.PublicKey));
        db.Add(new AgentKeyEntity { KeyId = before, MemberId = id, AgentName = member.AgentName, PublicKey = member.PublicKey, From = member.KeyChangedAt ?? member.EnrolledAt, Until = now });
        (member.PublicKey, member.KeyChangedAt) = (proposal.PublicKey, now);
        await db.SaveChangesAsync(cancellationToken);
        var note = new AuditNote("agent.key-changed", $"agent {member.AgentName}") { Detail = $"id {id}: key {AgentKeyEntity.IdOf(proposal.PublicKey)} in the place of {before}" };
        await audit.AppendAsync(db, actor, note, cancellationToken);
        return (null, member.AgentName);
    }

    /// <summary>A key that counted once, or counts, or was revoked, is nobody's new key.</summary>
    private static async Task<bool> IsKnownAsync(ConsoleDb db, string publicKey, CancellationToken cancellationToken) =>
        await db.Set<AgentKeyEntity>().AnyAsync(k => k.PublicKey == publicKey, cancellationToken) || await db.Set<AgentMemberEntity>().AnyAsync(m => m.PublicKey == publicKey, cancellationToken);

    private void Tell(string agent)
    {
        live.Publish(LiveTopics.Agents, agent);
        live.Publish(LiveTopics.Audit, $"agent {agent}");
    }
}

/// <summary>An agent's public key: SubjectPublicKeyInfo (DER, base64) of a P-256 key.</summary>
internal static class AgentPublicKey
{
    public static bool IsOne(string base64)
    {
        using var key = Read(base64);
        return key is not null;
    }

    /// <summary>ES256 over the statement by that key.</summary>
    public static bool Proves(string base64, byte[] statement, byte[]? signature)
    {
        using var key = Read(base64);
        return key is not null && signature is { Length: 64 } && key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ECDsa? Read(string base64)
    {
        var key = ECDsa.Create();
        try
        {
            var der = Convert.FromBase64String(base64);
            key.ImportSubjectPublicKeyInfo(der, out var read);
            if (read == der.Length && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return key;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Something else: told by the answer.
        }

        key.Dispose();
        return null;
    }
}
