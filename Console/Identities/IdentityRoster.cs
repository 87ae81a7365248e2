using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>Somebody whom the console knows: a local account, or an identity of a provider that has been here.</summary>
/// <param name="Version">Of the local account; null for an identity of a provider.</param>
/// <param name="Groups">As configured, or as its last session had them.</param>
/// <param name="LastSeenAt">Its last session's start or its last sign-in, of those that are still looked at.</param>
/// <param name="LockedUntil">Set while too many wrong passwords keep the account from signing in.</param>
public sealed record Person(
    string Name, CallerKind Kind, ImmutableArray<string> Groups, ImmutableArray<ConsoleRole> Roles, DateTimeOffset? LastSeenAt, bool Disabled, DateTimeOffset? LockedUntil, Guid? Version)
{
    public bool IsLocal => Version is not null;

    /// <summary>Where somebody of a provider signed in; null for a local account, and for whom only sessions tell of.</summary>
    public string? Provider { get; init; }

    /// <summary>What the provider calls them.</summary>
    public string? DisplayName { get; init; }

    public string? Email { get; init; }
}

/// <param name="KeyPrefix">The key's first characters; null for one without a key.</param>
/// <param name="LastUsedAt">Its last session's start.</param>
public sealed record MachineAccount(
    string Name, ImmutableArray<string> Groups, ImmutableArray<ConsoleRole> Roles, string? KeyPrefix, DateTimeOffset? LastUsedAt, bool Disabled, Guid Version);

/// <param name="Version">Null for a group that accounts or tokens name and that gives no role.</param>
public sealed record GroupOverview(string Name, ImmutableArray<ConsoleRole> Roles, IReadOnlyList<string> People, IReadOnlyList<string> Machines, Guid? Version);

/// <param name="HasKeys">Its public keys were fetched at least once: tokens of it are accepted.</param>
public sealed record ProviderOverview(string Name, IdentityProviderKind Kind, string Issuer, ImmutableArray<string> Audiences, string GroupsClaim, bool HasKeys, DateTimeOffset? KeysFetchedAt, string? KeysError);

/// <summary>Lists who there is, for the pages: accounts, groups, providers, and who else was here lately.</summary>
public sealed class IdentityRoster(ConsoleDbFactory databases, IdentityDirectory directory, TimeProvider time)
{
    /// <summary>Sessions among which identities of providers are looked for: the newest ones.</summary>
    public const int Recent = 20_000;

    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var image = await directory.CurrentAsync(cancellationToken);
        var users = await db.Set<UserEntity>().AsNoTracking().OrderBy(u => u.Name).ToListAsync(cancellationToken);
        var seen = await SeenAsync(db, cancellationToken);
        var signedIn = await SignedInAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        var locked = await db.Set<SignInFailureEntity>().Where(f => f.LockedUntil > now).ToDictionaryAsync(f => f.User, f => f.LockedUntil, StringComparer.Ordinal, cancellationToken);
        var known = users.Select(u => u.Name).Concat(image.ServiceAccounts.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var local = users.Select(u => new Person(
            u.Name, CallerKind.Human, u.Config.Groups, Roles(image, u.Config.Groups), Later(seen.GetValueOrDefault(u.Name)?.At, signedIn.GetValueOrDefault(u.Name)), image.Disabled.Contains(u.Name),
            locked.GetValueOrDefault(u.Name), u.Version));
        var proven = await db.Set<PersonEntity>().AsNoTracking().OrderByDescending(p => p.LastSeenAt).Take(Recent).ToListAsync(cancellationToken);
        var signedUp = proven.Where(p => !known.Contains(p.Name)).Select(p => new Person(
            p.Name, CallerKind.Human, p.Groups, Roles(image, p.Groups), Later(seen.GetValueOrDefault(p.Name)?.At, Later(signedIn.GetValueOrDefault(p.Name), p.LastSeenAt)), image.Disabled.Contains(p.Name), null, null)
        {
            Provider = p.Provider, DisplayName = p.DisplayName, Email = p.Email,
        }).ToList();
        known.UnionWith(signedUp.Select(p => p.Name));
        var visitors = seen.Values.Where(s => !known.Contains(s.Name))
            .Select(s => new Person(s.Name, s.Kind, s.Groups, Roles(image, s.Groups), s.At, image.Disabled.Contains(s.Name), null, null));
        var unseen = image.Disabled.Where(d => !known.Contains(d) && !seen.ContainsKey(d)).Select(d => new Person(d, CallerKind.Human, [], [], null, true, null, null));
        return [.. local, .. signedUp.Concat(visitors).Concat(unseen).OrderByDescending(p => p.LastSeenAt).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<IReadOnlyList<MachineAccount>> ServiceAccountsAsync(CancellationToken cancellationToken) => ServiceAccountsAsync(null, cancellationToken);

    /// <summary>Null when there is none of that name.</summary>
    public async Task<MachineAccount?> ServiceAccountAsync(string name, CancellationToken cancellationToken) => (await ServiceAccountsAsync(name, cancellationToken)).SingleOrDefault();

    /// <summary>The newest first, expired ones too.</summary>
    public async Task<IReadOnlyList<ServiceAccountKeyEntity>> KeysAsync(string account, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<ServiceAccountKeyEntity>().AsNoTracking().Where(k => k.Account == account).OrderByDescending(k => k.CreatedAt).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<MachineAccount>> ServiceAccountsAsync(string? name, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var image = await directory.CurrentAsync(cancellationToken);
        var sessions = db.Set<SessionEntity>();
        var keys = db.Set<ServiceAccountKeyEntity>();
        var accounts = await db.Set<ServiceAccountEntity>().AsNoTracking().Where(a => name == null || a.Name == name).OrderBy(a => a.Name)
            .Select(a => new { Account = a, Prefix = keys.Where(k => k.Account == a.Name).OrderByDescending(k => k.CreatedAt).Select(k => k.Prefix).FirstOrDefault(), Last = sessions.Where(s => s.Identity == a.Name).Max(s => (DateTimeOffset?)s.StartedAt) }).ToListAsync(cancellationToken);
        return [.. accounts.Select(a => new MachineAccount(
            a.Account.Name, a.Account.Config.Groups, Roles(image, a.Account.Config.Groups), a.Prefix, a.Last, image.Disabled.Contains(a.Account.Name), a.Account.Version))];
    }

    /// <summary>Groups that have roles, and groups that an account is in.</summary>
    public async Task<IReadOnlyList<GroupOverview>> GroupsAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var groups = await db.Set<GroupEntity>().AsNoTracking().ToDictionaryAsync(g => g.Name, StringComparer.Ordinal, cancellationToken);
        var people = await db.Set<UserEntity>().AsNoTracking().OrderBy(u => u.Name).ToListAsync(cancellationToken);
        var machines = await db.Set<ServiceAccountEntity>().AsNoTracking().OrderBy(a => a.Name).ToListAsync(cancellationToken);
        return [.. (await directory.CurrentAsync(cancellationToken)).Groups.Select(n => new GroupOverview(
            n, groups.GetValueOrDefault(n)?.Config.Roles ?? [], [.. people.Where(p => p.Config.Groups.Contains(n)).Select(p => p.Name)], [.. machines.Where(m => m.Config.Groups.Contains(n)).Select(m => m.Name)],
            groups.GetValueOrDefault(n)?.Version))];
    }

    public async Task<IReadOnlyList<ProviderOverview>> ProvidersAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var providers = await db.Set<IdentityProviderEntity>().AsNoTracking().OrderBy(p => p.Position).ToListAsync(cancellationToken);
        return [.. providers.Select(p => new ProviderOverview(p.Name, p.Config.Kind, p.Config.Issuer, p.Config.Audiences, p.Config.GroupsClaim, p.KeySet is not null, p.KeysFetchedAt, p.KeysError))];
    }

    private static ImmutableArray<ConsoleRole> Roles(IdentityImage image, IEnumerable<string> groups) => [.. image.RolesOf(groups).Where(r => r != ConsoleRole.User).OrderDescending()];

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private sealed record Visit(string Name, CallerKind Kind, ImmutableArray<string> Groups, DateTimeOffset At);

    /// <summary>Each identity's newest session among the newest ones of all.</summary>
    private static async Task<Dictionary<string, Visit>> SeenAsync(ConsoleDb db, CancellationToken cancellationToken)
    {
        var newest = await db.Set<SessionEntity>().OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).Take(Recent)
            .GroupBy(s => s.Identity).Select(g => new { Identity = g.Key, At = g.Max(s => s.StartedAt) }).ToListAsync(cancellationToken);
        var names = newest.Select(n => n.Identity).ToList();
        var times = newest.Select(n => n.At).ToList();
        var last = await db.Set<SessionEntity>().Where(s => names.Contains(s.Identity) && times.Contains(s.StartedAt))
            .Select(s => new Visit(s.Identity, s.IdentityKind, s.Groups, s.StartedAt)).ToListAsync(cancellationToken);
        return last.GroupBy(v => v.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(v => v.At)!, StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, DateTimeOffset?>> SignedInAsync(ConsoleDb db, CancellationToken cancellationToken)
    {
        return await db.Set<SignInEntity>().GroupBy(s => s.Name)
            .Select(g => new { g.Key, At = g.Max(s => s.LastSeenAt) }).ToDictionaryAsync(g => g.Key, g => (DateTimeOffset?)g.At, StringComparer.Ordinal, cancellationToken);
    }
}
