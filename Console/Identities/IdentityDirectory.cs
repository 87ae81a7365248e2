using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>Who there is and what roles groups give, as of now; read again after each change.</summary>
public sealed class IdentityDirectory : IDisposable
{
    /// <summary>News of other consoles can be lost; nothing older than this counts.</summary>
    private static readonly TimeSpan longestAge = TimeSpan.FromSeconds(5);
    private readonly ConsoleDbFactory databases;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;
    private IdentityImage? current;
    private int generation;

    public IdentityDirectory(ConsoleDbFactory databases, LiveFeed live, TimeProvider time)
    {
        (this.databases, this.time) = (databases, time);
        subscription = live.Subscribe(LiveTopics.Snapshot, _ => Forget());
    }

    public void Dispose() => subscription.Dispose();

    public async Task<IdentityImage> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref current) is { } known && time.GetUtcNow() - known.ReadAt < longestAge) return known;
        var before = Volatile.Read(ref generation);
        var read = await ReadAsync(cancellationToken);
        // What was read before a change must not outlive it.
        if (Volatile.Read(ref generation) == before) Volatile.Write(ref current, read);
        return read;
    }

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        Volatile.Write(ref current, null);
    }

    private async Task<IdentityImage> ReadAsync(CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        var users = await db.Set<UserEntity>().AsNoTracking().ToListAsync(cancellationToken);
        var accounts = await db.Set<ServiceAccountEntity>().AsNoTracking().ToListAsync(cancellationToken);
        var keys = await db.Set<ServiceAccountKeyEntity>().AsNoTracking().ToListAsync(cancellationToken);
        var groups = await db.Set<GroupEntity>().AsNoTracking().ToListAsync(cancellationToken);
        var disabled = await db.Set<DisabledIdentityEntity>().AsNoTracking().Select(d => d.Name).ToListAsync(cancellationToken);
        var outlived = at - AccessTokens.LongestLife;
        var removed = await db.Set<RemovedIdentityEntity>().Where(r => r.At > outlived).Select(r => r.Name).ToListAsync(cancellationToken);
        var providers = await db.Set<IdentityProviderEntity>().AsNoTracking().ToListAsync(cancellationToken);
        return new IdentityImage(at)
        {
            Users = users.ToFrozenDictionary(u => u.Name, u => u.Config.Groups, StringComparer.OrdinalIgnoreCase),
            ServiceAccounts = accounts.ToFrozenDictionary(a => a.Name, a => a.Config.Groups, StringComparer.OrdinalIgnoreCase),
            KeysByHash = keys.ToFrozenDictionary(k => k.KeyHash, StringComparer.Ordinal),
            RolesOfGroups = groups.ToFrozenDictionary(g => g.Name, g => g.Config.Roles, StringComparer.Ordinal),
            Disabled = disabled.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Removed = removed.Except(users.Select(u => u.Name).Concat(accounts.Select(a => a.Name)), StringComparer.OrdinalIgnoreCase).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Providers = [.. providers],
        };
    }
}

/// <summary>The identities as they were at one moment.</summary>
public sealed class IdentityImage(DateTimeOffset readAt)
{
    public DateTimeOffset ReadAt { get; } = readAt;

    /// <summary>Local accounts and their groups.</summary>
    public required FrozenDictionary<string, ImmutableArray<string>> Users { get; init; }
    public required FrozenDictionary<string, ImmutableArray<string>> ServiceAccounts { get; init; }
    /// <summary>Expired ones too: who presents one is told so.</summary>
    public required FrozenDictionary<string, ServiceAccountKeyEntity> KeysByHash { get; init; }
    public required FrozenDictionary<string, ImmutableArray<ConsoleRole>> RolesOfGroups { get; init; }
    public required FrozenSet<string> Disabled { get; init; }
    /// <summary>Accounts of ours that are gone while tokens of theirs may be about.</summary>
    public FrozenSet<string> Removed { get; init; } = [];
    public required ImmutableArray<IdentityProviderEntity> Providers { get; init; }

    /// <summary>Disabled, or an account that was removed: no token of its, and none in which it acts, is good.</summary>
    public bool IsBarred(string name) => Disabled.Contains(name) || Removed.Contains(name);

    /// <summary>Groups that have roles or that an account is in, in the order of their names.</summary>
    public IReadOnlyList<string> Groups => [.. RolesOfGroups.Keys.Concat(Users.Values.SelectMany(g => g)).Concat(ServiceAccounts.Values.SelectMany(g => g)).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];

    public IEnumerable<ConsoleRole> RolesOf(IEnumerable<string> groups) => groups.SelectMany(g => RolesOfGroups.GetValueOrDefault(g, [])).Distinct();

    /// <summary>Null for one that does not exist or is disabled.</summary>
    public CallerIdentity? User(string name, string provenBy) =>
        Users.TryGetValue(name, out var groups) && !Disabled.Contains(name) ? new CallerIdentity(name, CallerKind.Human, groups, provenBy) : null;

    public CallerIdentity? ServiceAccount(string name, string provenBy) =>
        ServiceAccounts.TryGetValue(name, out var groups) && !Disabled.Contains(name) ? new CallerIdentity(name, CallerKind.Machine, groups, provenBy) : null;
}
