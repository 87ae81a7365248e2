using System.Collections.Concurrent;
using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities;

/// <summary>Fetches the public keys of identity providers. One that cannot be reached stops nothing: its last known keys stay, and the error is shown.</summary>
public sealed partial class IssuerKeys(ConsoleDbFactory databases, ProviderHttp http, LiveFeed live, TimeProvider time, ILogger<IssuerKeys> logger) : ProviderRefresh(live)
{
    /// <summary>A token with an unknown key asks for new keys: no oftener than this of one provider, whoever sends how many of them to however many consoles.</summary>
    public static readonly TimeSpan RequestsApart = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan freshFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan pollOthers = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, Lazy<Task>> running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var now = time.GetUtcNow();
        var providers = (await db.Set<IdentityProviderEntity>().AsNoTracking().ToListAsync(cancellationToken))
            .Where(p => p.Config.Kind == IdentityProviderKind.Oidc && (p.KeySet is null || p.Metadata is null || p.KeysError is not null || now - p.KeysFetchedAt > freshFor));
        await Task.WhenAll(providers.Select(p => RefreshAsync(p, cancellationToken)));
    }

    /// <summary>Somebody met a key that is not among those of <paramref name="provider"/>: fetches them again, unless that was done within <see cref="RequestsApart"/>, by whatever console.
    /// Returns when what was fetched is stored and on its way to the agents, or when it could not be fetched, which the provider's row then says.</summary>
    /// <param name="provider">By its name; unknown ones, and those of another kind, are nothing to do.</param>
    public async Task RequestRefreshAsync(string provider, CancellationToken cancellationToken)
    {
        // One fetch for all who wait; one who gives up does not stop it for the others.
        var fetch = running.GetOrAdd(provider, name => new Lazy<Task>(() => FetchOnceAsync(name)));
        try
        {
            await fetch.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (fetch.Value.IsCompleted) running.TryRemove(KeyValuePair.Create(provider, fetch));
        }
    }

    protected override void LogStoreAway(Exception exception) => LogStoreAway(logger, exception);

    private async Task FetchOnceAsync(string name)
    {
        using var deadline = new CancellationTokenSource(patience * 3);
        var (mine, begunAt) = await ClaimAsync(name, deadline.Token);
        await using var db = databases.CreateDbContext();
        var stored = db.Set<IdentityProviderEntity>().AsNoTracking().Where(p => p.Name == name);
        if (mine)
        {
            if (await stored.SingleOrDefaultAsync(deadline.Token) is { Config.Kind: IdentityProviderKind.Oidc } provider) await RefreshAsync(provider, deadline.Token);
            return;
        }

        // Another console may be at it: what it fetches is worth waiting for, as long as it may take.
        while (time.GetUtcNow() < begunAt + patience && await stored.AnyAsync(p => p.KeysFetchedAt == null || p.KeysFetchedAt < begunAt, deadline.Token)) await Task.Delay(pollOthers, deadline.Token);
    }

    /// <summary>True for one console in each <see cref="RequestsApart"/>; else when the one before began. The last beginning, in milliseconds, is a number that only grows.</summary>
    private Task<(bool Mine, DateTimeOffset BegunAt)> ClaimAsync(string name, CancellationToken cancellationToken) => databases.WriteWithRetryAsync(
        async db =>
        {
            var counter = "keys of " + name;
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var before = now - (long)RequestsApart.TotalMilliseconds;
            if (await db.Set<CounterEntity>().Where(c => c.Name == counter && c.Value <= before).ExecuteUpdateAsync(set => set.SetProperty(c => c.Value, now), cancellationToken) == 1) return (true, DateTimeOffset.FromUnixTimeMilliseconds(now));
            if (await db.Set<CounterEntity>().AsNoTracking().SingleOrDefaultAsync(c => c.Name == counter, cancellationToken) is { } last) return (false, DateTimeOffset.FromUnixTimeMilliseconds(last.Value));
            db.Add(new CounterEntity { Name = counter, Value = now });
            return (true, DateTimeOffset.FromUnixTimeMilliseconds(now));
        },
        cancellationToken);

    private async Task RefreshAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(patience);
            var (discovery, keySet) = await FetchAsync(provider.Config.Issuer, deadline.Token);
            await StoreAsync(provider, discovery, keySet, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(logger, provider.Name, provider.Config.Issuer, e.Message);
            await NoteErrorAsync(provider, e is OperationCanceledException ? "It did not answer in time." : e.Message, cancellationToken);
        }
    }

    private async Task<(string Discovery, string KeySet)> FetchAsync(string issuer, CancellationToken cancellationToken)
    {
        var document = await http.GetAsync(OidcDiscovery.AddressOf(issuer), cancellationToken);
        return (document, PublicOnly(await http.GetAsync(OidcDiscovery.Parse(document, issuer).Keys, cancellationToken)));
    }

    /// <summary>A provider that published its private or symmetric keys must not have them passed on.</summary>
    private static string PublicOnly(string keySet)
    {
        var keys = new JsonWebKeySet(keySet).Keys.Where(k => k.Kty is "RSA" or "EC" && (string.IsNullOrEmpty(k.Use) || k.Use == "sig")).Select(k => new
        {
            kty = k.Kty, kid = k.Kid, use = "sig", alg = k.Alg, n = k.N, e = k.E, crv = k.Crv, x = k.X, y = k.Y,
        });
        return JsonSerializer.Serialize(new { keys }, SnapshotJson.Plain);
    }

    private async Task StoreAsync(IdentityProviderEntity provider, string discovery, string keySet, CancellationToken cancellationToken)
    {
        var changed = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                await db.Set<IdentityProviderEntity>().Where(p => p.Id == provider.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(p => p.KeySet, keySet).SetProperty(p => p.KeysFetchedAt, now).SetProperty(p => p.KeysError, (string?)null).SetProperty(p => p.Metadata, discovery).SetProperty(p => p.MetadataFetchedAt, now),
                    cancellationToken);
                if (keySet == provider.KeySet && provider.Metadata is not null) return false;
                await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
                return true;
            },
            cancellationToken);
        if (changed) Live.Publish(LiveTopics.Snapshot, "");
    }

    private Task<int> NoteErrorAsync(IdentityProviderEntity provider, string error, CancellationToken cancellationToken) => databases.WriteAsync(
        db => db.Set<IdentityProviderEntity>().Where(p => p.Id == provider.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.KeysError, error), cancellationToken),
        cancellationToken);

    [LoggerMessage(EventId = 14001, Level = LogLevel.Warning, Message = "Identity provider {Provider} ({Issuer}) could not be asked for its keys: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string provider, string issuer, string reason);

    [LoggerMessage(EventId = 14002, Level = LogLevel.Warning, Message = "The identity providers could not be read from the store.")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
