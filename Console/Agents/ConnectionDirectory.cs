using HoopLike.Console.Audit;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Policy;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>All connections and how each of them is doing, for those who may see everything.</summary>
public sealed class ConnectionDirectory(ConsoleDbFactory databases, SnapshotSource source, AgentDirectory agents, LiveSessions sessions)
{
    /// <summary>Entries of the audit log that are looked through for what agents said of their ports: what is older is no news.</summary>
    private const int LookBack = 5000;

    public async Task<IReadOnlyList<ConnectionOverview>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var stored = await db.Set<ConnectionEntity>().AsNoTracking().OrderBy(c => c.Position).ThenBy(c => c.Name).ToListAsync(cancellationToken);
        var rules = (await source.CurrentAsync(cancellationToken)).Whole;
        var known = (await agents.ListAsync(cancellationToken)).ToDictionary(a => a.Name, StringComparer.Ordinal);
        var live = await sessions.CountAsync(cancellationToken);
        var troubles = await TroublesAsync(db, cancellationToken);
        return [.. stored.Select(c => new ConnectionOverview
        {
            Config = c.Config.Config,
            AgentNames = c.Config.Agents,
            Agents = [.. c.Config.Agents.Where(known.ContainsKey).Select(a => known[a])],
            LiveSessions = live.GetValueOrDefault(c.Name),
            Policies = ConnectionOverview.InPrecedence(rules.Policies, c.Config.Config),
            MaskingRules = [.. rules.MaskingRules.Where(r => r.Connections.Matches(c.Config.Config))],
            Trouble = troubles.GetValueOrDefault(c.Name) is { } trouble && trouble.At > c.UpdatedAt ? trouble : null,
            HasPassword = c.ProtectedPassword is not null,
            UpdatedAt = c.UpdatedAt,
            Version = c.Version,
        })];
    }

    /// <summary>Null when there is none of that name.</summary>
    public async Task<ConnectionOverview?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(c => c.Name == name);

    /// <summary>The last word of agents on each connection's port, where that was that it could not be opened.</summary>
    private static async Task<Dictionary<string, ListenerTrouble>> TroublesAsync(ConsoleDb db, CancellationToken cancellationToken)
    {
        var last = await db.Set<AuditEntity>().MaxAsync(a => (long?)a.Sequence, cancellationToken) ?? 0;
        var said = await db.Set<AuditEntity>().AsNoTracking().Where(a => a.Sequence > last - LookBack && (a.Action == "listener.failed" || a.Action == "listener.opened")).OrderBy(a => a.Sequence).ToListAsync(cancellationToken);
        return said.GroupBy(a => a.Target, StringComparer.Ordinal).Select(g => g.Last()).Where(a => a.Action == "listener.failed")
            .ToDictionary(a => a.Target["connection ".Length..], a => new ListenerTrouble(a.Actor, a.Detail ?? "", a.At), StringComparer.Ordinal);
    }
}
