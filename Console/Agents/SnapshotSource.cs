using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data;
using HoopLike.Console.Approvals;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Console.Policies;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>Reads the configuration as agents are told it, once for each version of it.</summary>
public sealed class SnapshotSource : IDisposable
{
    private const string MaskingKeyName = "masking";
    private readonly ConsoleDbFactory databases;
    private readonly ConnectionSection connections;
    private readonly AccessTokens tokens;
    /// <summary>Whoever presents a key that expired is told so for this long; after that it is a key that nobody has.</summary>
    private static readonly TimeSpan expiredKeysAreTold = TimeSpan.FromDays(30);
    private readonly InstallationKeys keys;
    private readonly ConsoleAddress address;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim reading = new(1);
    private readonly IDisposable subscription;
    private ConfigurationImage? current;

    public SnapshotSource(ConsoleDbFactory databases, ConnectionSection connections, AccessTokens tokens, InstallationKeys keys, ConsoleAddress address, LiveFeed live, TimeProvider time)
    {
        (this.databases, this.connections, this.tokens, this.keys, this.address, this.time) = (databases, connections, tokens, keys, address, time);
        subscription = live.Subscribe(LiveTopics.Snapshot, _ => Volatile.Write(ref current, null));
    }

    public void Dispose()
    {
        subscription.Dispose();
        reading.Dispose();
    }

    /// <summary>The image of the version that the store has now.</summary>
    public async Task<ConfigurationImage> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref current) is { } known && await IsCurrentAsync(known, cancellationToken)) return known;
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref current) is { } meanwhile && await IsCurrentAsync(meanwhile, cancellationToken)) return meanwhile;
            var read = await ReadAsync(cancellationToken);
            Volatile.Write(ref current, read);
            return read;
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task<bool> IsCurrentAsync(ConfigurationImage image, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, cancellationToken) == image.Version;
    }

    private async Task<ConfigurationImage> ReadAsync(CancellationToken cancellationToken)
    {
        var keySet = await tokens.KeySetAsync(cancellationToken);
        var (maskingKey, _) = await keys.GetAsync(MaskingKeyName, static () => (KeyedHash.NewKey(), null), cancellationToken);
        var now = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var stored = await db.Set<ConnectionEntity>().AsNoTracking().OrderBy(e => e.Position).ToListAsync(cancellationToken);
        var users = await db.Set<UserEntity>().AsNoTracking().OrderBy(e => e.Position).ToListAsync(cancellationToken);
        var accounts = await db.Set<ServiceAccountEntity>().AsNoTracking().OrderBy(e => e.Position).ToListAsync(cancellationToken);
        var toldUntil = now - expiredKeysAreTold;
        var machineKeys = (await db.Set<ServiceAccountKeyEntity>().AsNoTracking().Where(k => k.ExpiresAt == null || k.ExpiresAt > toldUntil).OrderBy(k => k.CreatedAt).ToListAsync(cancellationToken)).ToLookup(k => k.Account, StringComparer.Ordinal);
        var people = await db.Set<PersonEntity>().AsNoTracking().Where(p => p.TokensUntil > now).OrderBy(p => p.Name).ToListAsync(cancellationToken);
        var ours = users.Select(u => u.Name).Concat(accounts.Select(a => a.Name)).ToHashSet(StringComparer.Ordinal);
        var outlived = now - AccessTokens.LongestLife;
        var removed = await db.Set<RemovedIdentityEntity>().Where(r => r.At > outlived).Select(r => r.Name).ToListAsync(cancellationToken);
        var disabled = (await db.Set<DisabledIdentityEntity>().AsNoTracking().Select(d => d.Name).ToListAsync(cancellationToken)).ToImmutableArray();
        var whole = new AgentSnapshot
        {
            Version = await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, cancellationToken),
            ConsoleAddress = address.Value,
            Connections = [.. stored.Select(connections.Reveal)],
            Policies = [.. await db.Set<PolicyEntity>().AsNoTracking().OrderBy(e => e.Position).Select(e => e.Config).ToListAsync(cancellationToken)],
            MaskingRules = [.. await db.Set<MaskingRuleEntity>().AsNoTracking().OrderBy(e => e.Position).Select(e => e.Config).ToListAsync(cancellationToken)],
            TokenIssuers =
            [
                new TokenIssuerConfig("console", address.Value, [AccessTokens.Audience], AccessTokens.GroupsClaim, keySet, IsConsole: true),
                .. (await db.Set<IdentityProviderEntity>().AsNoTracking().OrderBy(e => e.Position).ToListAsync(cancellationToken)).Where(p => p.KeySet is not null)
                    .Select(p => new TokenIssuerConfig(p.Name, p.Config.Issuer, p.Config.Audiences, p.Config.GroupsClaim, p.KeySet!, IsConsole: false) { NameClaim = p.Config.NameClaim ?? "sub", NamePrefix = p.Config.NamePrefix ?? "" }),
            ],
            ServiceAccounts =
            [
                .. accounts.Select(a => new ServiceAccountConfig(a.Name, a.Config.Groups, [.. machineKeys[a.Name].Select(k => new ServiceKeyConfig(k.KeyHash, k.ExpiresAt))], disabled.Contains(a.Name))),
            ],
            LocalUsers =
            [
                .. users.Select(u => new LocalUserConfig(u.Name, u.Config.Groups, disabled.Contains(u.Name))),
                .. people.Where(p => !ours.Contains(p.Name)).Select(p => new LocalUserConfig(p.Name, p.Groups, disabled.Contains(p.Name)) { Provider = p.Provider }),
            ],
            EndedSignIns = [.. await db.Set<SignInEntity>().Where(s => s.EndedAt != null && s.TokensUntil > now).OrderBy(s => s.EndedAt).Select(s => s.Id).ToListAsync(cancellationToken)],
            Grants =
            [
                .. await db.Set<GrantEntity>().AsNoTracking().Where(g => g.RevokedAt == null && g.ExpiresAt > now).OrderBy(g => g.OpenedAt)
                    .Select(g => new AccessGrantConfig(g.Id, g.Identity, g.Connection, g.ExpiresAt) { Actors = g.Actors }).ToListAsync(cancellationToken),
            ],
            DisabledIdentities = [.. disabled, .. removed.Except([.. users.Select(u => u.Name), .. accounts.Select(a => a.Name)], StringComparer.Ordinal)],
            MaskingKey = maskingKey,
        };
        return new ConfigurationImage(whole, stored.ToFrozenDictionary(c => c.Name, c => c.Config.Agents, StringComparer.Ordinal));
    }
}
