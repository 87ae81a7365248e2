using System.Collections.Concurrent;
using System.Collections.Immutable;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>Who is signed in, in which browser or command line, and until when. What counts is the store's row, whatever a cookie says.</summary>
public sealed class SignIns : IDisposable
{
    /// <summary>However often it is used, somebody signs in again after that long: as long as the longest token.</summary>
    public static readonly TimeSpan LongestLife = AccessTokens.LongestLife;

    /// <summary>News of other consoles can be lost; nothing older than this counts.</summary>
    private static readonly TimeSpan longestAge = TimeSpan.FromSeconds(5);

    /// <summary>How exactly the last use is known.</summary>
    private static readonly TimeSpan seenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Ended sign-ins stay this long, to be looked at.</summary>
    private static readonly TimeSpan keptFor = TimeSpan.FromDays(30);

    private readonly ConsoleDbFactory databases;
    private readonly IdentityDirectory directory;
    private readonly People people;
    private readonly SecretProtector protector;
    private readonly AuditLog audit;
    private readonly LiveFeed live;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;
    private readonly ConcurrentDictionary<Guid, (SignInEntity? SignIn, DateTimeOffset ReadAt)> known = new();

    public SignIns(ConsoleDbFactory databases, IdentityDirectory directory, People people, SecretProtector protector, AuditLog audit, LiveFeed live, TimeProvider time)
    {
        (this.databases, this.directory, this.people, this.protector, this.audit, this.live, this.time) = (databases, directory, people, protector, audit, live, time);
        subscription = live.Subscribe(LiveTopics.SignIns, _ => known.Clear());
    }

    public void Dispose() => subscription.Dispose();

    /// <summary>Begins the time that somebody is signed in; null and a reason when it may not sign in. Either leaves an audit entry.</summary>
    public async Task<(SignInEntity? SignIn, string? Refusal)> StartAsync(ProvenPerson proven, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var image = await directory.CurrentAsync(cancellationToken);
        var refusal = WhyNot(proven, await people.FindAsync(proven.Name, cancellationToken), image);
        if (refusal is not null)
        {
            await audit.AppendAsync(new Actor(proven.Name, origin.Address), new AuditNote("sign-in.refused", "console") { Detail = $"{Words(proven)}: {refusal}" }, cancellationToken);
            return (null, refusal);
        }

        var (signIn, moved) = await databases.WriteWithRetryAsync(
            async db =>
            {
                var regrouped = proven.Provider is not null && await people.NoteAsync(db, proven, cancellationToken) && await BumpAsync(db, cancellationToken);
                var made = Make(proven, origin);
                db.Add(made);
                await FollowAsync(db, proven, cancellationToken);
                await ForgetOldAsync(db, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, new Actor(proven.Name, origin.Address), new AuditNote("sign-in.done", "console") { Detail = Words(proven) }, cancellationToken);
                return (made, regrouped);
            },
            cancellationToken);
        live.Publish(LiveTopics.Audit, "console");
        if (moved) live.Publish(LiveTopics.Snapshot, "");
        return (signIn, null);
    }

    /// <summary>The sign-in while it counts; null when there is none, it is over, or whoever it was may not sign in any more.</summary>
    public async Task<SignInEntity?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!known.TryGetValue(id, out var read) || now - read.ReadAt > longestAge)
        {
            await using var db = databases.CreateDbContext();
            read = (await db.Set<SignInEntity>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken), now);
            known[id] = read;
        }

        return read.SignIn is { EndedAt: null } found && found.ExpiresAt > now ? found : null;
    }

    /// <summary>Who the sign-in is, with the groups of now; null when it is over or may not be here any more.</summary>
    public async Task<CallerIdentity?> CallerAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } signIn) return null;
        var image = await directory.CurrentAsync(cancellationToken);
        if (signIn.Provider is null) return image.User(signIn.Name, Words(signIn)) is { } local ? local with { SignIn = id } : null;
        var stillKnown = image.Providers.Any(p => p.Name == signIn.Provider) && !image.Users.ContainsKey(signIn.Name) && !image.ServiceAccounts.ContainsKey(signIn.Name);
        return stillKnown && !image.Disabled.Contains(signIn.Name) ? new CallerIdentity(signIn.Name, signIn.Kind, signIn.Groups, Words(signIn)) { SignIn = id } : null;
    }

    /// <summary>Notes that it is in use, a minute exactly.</summary>
    public async Task SeenAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await FindAsync(id, cancellationToken) is not { } signIn || now - signIn.LastSeenAt < seenEvery) return;
        signIn.LastSeenAt = now;
        await databases.WriteAsync(db => db.Set<SignInEntity>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellationToken), cancellationToken);
    }

    /// <summary>What the provider says of the person now: it counts in open pages, and in sessions on tokens of ours, at once.</summary>
    /// <param name="proven">With the groups of now, and new tokens where the provider gave any.</param>
    public async Task RenewAsync(Guid id, ProvenPerson proven, CancellationToken cancellationToken)
    {
        var (changed, moved) = await databases.WriteWithRetryAsync(
            async db =>
            {
                if (await db.Set<SignInEntity>().SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancellationToken) is not { } signIn) return (false, false);
                var regrouped = !signIn.Groups.ToHashSet(StringComparer.Ordinal).SetEquals(proven.Groups);
                await FollowAsync(db, proven, cancellationToken);
                (signIn.Groups, signIn.RefreshedAt, signIn.RefreshError) = (proven.Groups, time.GetUtcNow(), null);
                if (proven.Tokens is not null) signIn.ProtectedTokens = protector.Protect(proven.Tokens);
                var bumped = await people.NoteAsync(db, proven, cancellationToken) && await BumpAsync(db, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                if (regrouped) await audit.AppendAsync(db, new Actor(proven.Name, null), new AuditNote("sign-in.groups-changed", "console") { Detail = $"now {string.Join(", ", proven.Groups)}" }, cancellationToken);
                return (regrouped, bumped);
            },
            cancellationToken);
        if (changed) live.Publish(LiveTopics.SignIns, id.ToString());
        if (moved) live.Publish(LiveTopics.Snapshot, "");
    }

    /// <summary>The provider could not be asked; what it said last goes on counting, and the error is shown.</summary>
    public Task NoteFailureAsync(Guid id, string error, CancellationToken cancellationToken) => databases.WriteAsync(
        db => db.Set<SignInEntity>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.RefreshError, error).SetProperty(s => s.RefreshedAt, time.GetUtcNow()), cancellationToken),
        cancellationToken);

    /// <summary>Tokens that name the sign-in are about until then: should it end before, agents are told.</summary>
    public Task NoteTokenAsync(Guid id, DateTimeOffset until, CancellationToken cancellationToken) => databases.WriteAsync(
        db => db.Set<SignInEntity>().Where(s => s.Id == id && (s.TokensUntil == null || s.TokensUntil < until)).ExecuteUpdateAsync(set => set.SetProperty(s => s.TokensUntil, until), cancellationToken),
        cancellationToken);

    /// <summary>Signs out: the browser's pages, the command line's tokens, and the sessions on them, within a second. Nothing for one that is over.</summary>
    public Task EndAsync(Guid id, string reason, Actor actor, CancellationToken cancellationToken) => EndAsync(s => s.Id == id, reason, actor, cancellationToken);

    /// <summary>Ends every sign-in that <paramref name="which"/> chooses; tells how many that were.</summary>
    public async Task<int> EndAsync(System.Linq.Expressions.Expression<Func<SignInEntity, bool>> which, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var (ended, told) = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                var found = await db.Set<SignInEntity>().Where(s => s.EndedAt == null && s.ExpiresAt > now).Where(which).ToListAsync(cancellationToken);
                foreach (var signIn in found) (signIn.EndedAt, signIn.EndReason, signIn.ProtectedTokens) = (now, reason, null);
                await db.SaveChangesAsync(cancellationToken);
                foreach (var signIn in found) await audit.AppendAsync(db, actor, new AuditNote("sign-in.ended", "console") { Detail = $"{signIn.Name}, {Words(signIn)}: {reason}" }, cancellationToken);
                return (found.Count, found.Exists(s => s.TokensUntil > now) && await BumpAsync(db, cancellationToken));
            },
            cancellationToken);
        if (ended > 0)
        {
            known.Clear();
            live.Publish(LiveTopics.SignIns, "");
            live.Publish(LiveTopics.Audit, "console");
        }

        if (told) live.Publish(LiveTopics.Snapshot, "");
        return ended;
    }

    /// <summary>The provider's tokens that the sign-in came with; null when none are kept.</summary>
    public Secret? TokensOf(SignInEntity signIn) => signIn.ProtectedTokens is { } text ? protector.Unprotect(text) : null;

    /// <summary>The newest first, those that count before those that are over.</summary>
    public async Task<ImmutableArray<SignInEntity>> ListAsync(string name, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = databases.CreateDbContext();
        return [.. await db.Set<SignInEntity>().AsNoTracking().Where(s => s.Name == name).OrderByDescending(s => s.EndedAt == null && s.ExpiresAt > now).ThenByDescending(s => s.CreatedAt).Take(limit).ToListAsync(cancellationToken)];
    }

    /// <summary>Nobody asks the provider for a command line's sign-in: it has the groups that a browser's brings.</summary>
    private static async Task FollowAsync(ConsoleDb db, ProvenPerson proven, CancellationToken cancellationToken)
    {
        if (proven.Provider is null) return;
        foreach (var commandLine in await db.Set<SignInEntity>().Where(s => s.Name == proven.Name && s.Provider == proven.Provider && s.Means == SignInMeans.Device && s.EndedAt == null).ToListAsync(cancellationToken))
            commandLine.Groups = proven.Groups;
    }

    private static string? WhyNot(ProvenPerson proven, PersonEntity? person, IdentityImage image) =>
        image.Disabled.Contains(proven.Name) ? $"{proven.Name} is disabled." :
        proven.Provider is null && !image.Users.ContainsKey(proven.Name) ? "There is no such account." :
        People.WhyNot(proven, person, image);

    private SignInEntity Make(ProvenPerson proven, SignInOrigin origin)
    {
        var now = time.GetUtcNow();
        return new SignInEntity
        {
            Id = Guid.NewGuid(),
            Name = proven.Name,
            Kind = CallerKind.Human,
            Provider = proven.Provider,
            Means = proven.Means,
            Groups = proven.Groups,
            Subject = proven.Subject,
            ProviderSession = proven.ProviderSession,
            ProtectedTokens = proven.Tokens is null ? null : protector.Protect(proven.Tokens),
            CreatedAt = now,
            LastSeenAt = now,
            RefreshedAt = proven.Provider is null ? null : now,
            ExpiresAt = proven.SessionEnds is { } ends && ends < now + LongestLife ? ends : now + LongestLife,
            Address = origin.Address,
            Client = origin.Client is { Length: > SignInEntity.ClientLimit } text ? text[..SignInEntity.ClientLimit] : origin.Client,
        };
    }

    private Task<int> ForgetOldAsync(ConsoleDb db, CancellationToken cancellationToken)
    {
        var old = time.GetUtcNow() - keptFor;
        return db.Set<SignInEntity>().Where(s => s.ExpiresAt < old).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task<bool> BumpAsync(ConsoleDb db, CancellationToken cancellationToken)
    {
        await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
        return true;
    }

    private static string Words(ProvenPerson proven) => Words(proven.Means, proven.Provider);

    private static string Words(SignInEntity signIn) => Words(signIn.Means, signIn.Provider);

    private static string Words(SignInMeans means, string? provider) => means switch
    {
        SignInMeans.Password => "password",
        SignInMeans.Device => provider is null ? "command line" : $"command line, {provider}",
        _ => $"sign-in at {provider}",
    };
}
