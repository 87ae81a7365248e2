using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>What is known of one name's agents.</summary>
/// <param name="SnapshotVersion">The oldest one in force among those online; null while none is.</param>
public sealed record AgentOverview(string Name, bool Online, bool AwaitsEnrolment, string? Version, long? SnapshotVersion, int Sessions, int Held, IReadOnlyList<AgentMemberEntity> Members)
{
    /// <summary>Processes whose key was revoked, the last one first.</summary>
    public IReadOnlyList<AgentMemberEntity> Revoked { get; init; } = [];

    /// <summary>Until when the enrolment token may be, or might have been, used; null when it was used.</summary>
    public DateTimeOffset? TokenUntil { get; init; }
}

/// <summary>Keeps what agents report, and answers who is there.</summary>
public sealed class AgentDirectory(ConsoleDbFactory databases, LiveFeed live, TimeProvider time)
{
    /// <summary>An agent reports every 5 s; three reports lost in a row mean that it is gone.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<AgentOverview>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var agents = await db.Set<AgentEntity>().AsNoTracking().OrderBy(a => a.Name).ToListAsync(cancellationToken);
        var members = (await db.Set<AgentMemberEntity>().AsNoTracking().ToListAsync(cancellationToken)).ToLookup(m => m.AgentName, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        return [.. agents.Select(a => Overview(a, [.. members[a.Name].OrderByDescending(m => m.LastSeenAt)], now))];
    }

    /// <summary>The newest configuration's version: what every agent should have in force.</summary>
    public async Task<long> LatestVersionAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
    }

    public Task HelloAsync(Guid id, string name, AgentHello hello, CancellationToken cancellationToken) => UpdateAsync(
        id,
        name,
        set => set.SetProperty(m => m.AgentVersion, hello.Version).SetProperty(m => m.Host, hello.Host).SetProperty(m => m.SnapshotVersion, hello.SnapshotVersion),
        cancellationToken);

    public Task ReportAsync(Guid id, string name, AgentStatusReport report, CancellationToken cancellationToken) => UpdateAsync(
        id,
        name,
        set => set.SetProperty(m => m.SnapshotVersion, report.SnapshotVersion).SetProperty(m => m.Sessions, report.Sessions).SetProperty(m => m.Held, report.Held)
            .SetProperty(m => m.SpoolBytes, report.SpoolBytes).SetProperty(m => m.SpoolFiles, report.SpoolFiles).SetProperty(m => m.LinkMilliseconds, report.LinkMilliseconds),
        cancellationToken);

    public Task SnapshotAsync(Guid id, string name, SnapshotReport report, CancellationToken cancellationToken)
    {
        var error = report.InForce ? null : string.Join(' ', report.Errors);
        return report.InForce
            ? UpdateAsync(id, name, set => set.SetProperty(m => m.SnapshotVersion, report.Version).SetProperty(m => m.SnapshotError, (string?)null), cancellationToken)
            : UpdateAsync(id, name, set => set.SetProperty(m => m.SnapshotError, error), cancellationToken);
    }

    public async Task GoneAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        await db.Set<AgentMemberEntity>().Where(m => m.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.OnlineUntil, (DateTimeOffset?)null).SetProperty(m => m.Sessions, 0).SetProperty(m => m.Held, 0), cancellationToken);
        live.Publish(LiveTopics.Agents, name);
    }

    private static AgentOverview Overview(AgentEntity agent, IReadOnlyList<AgentMemberEntity> all, DateTimeOffset now)
    {
        var members = all.Where(m => m.RevokedAt is null).ToList();
        var online = members.Where(m => m.OnlineUntil > now).ToList();
        var newest = online.Concat(members).FirstOrDefault();
        return new AgentOverview(
            agent.Name, online.Count > 0, agent.IsTokenOpen(now), newest?.AgentVersion, online.Min(m => m.SnapshotVersion), online.Sum(m => m.Sessions), online.Sum(m => m.Held), members)
        {
            Revoked = [.. all.Where(m => m.RevokedAt is not null).OrderByDescending(m => m.RevokedAt)],
            TokenUntil = agent.TokenHash is null || agent.TokenUsedAt is not null ? null : agent.TokenExpiresAt,
        };
    }

    private async Task UpdateAsync(Guid id, string name, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<AgentMemberEntity>> what, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        await db.Set<AgentMemberEntity>().Where(m => m.Id == id && m.RevokedAt == null).ExecuteUpdateAsync(
            set =>
            {
                what(set);
                set.SetProperty(m => m.OnlineUntil, now + patience).SetProperty(m => m.LastSeenAt, now);
            },
            cancellationToken);
        live.Publish(LiveTopics.Agents, name);
    }
}
