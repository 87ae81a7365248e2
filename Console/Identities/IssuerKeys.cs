using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities;

/// <summary>Fetches the public keys of identity providers. One that cannot be reached stops nothing: its last known keys stay, and the error is shown.</summary>
public sealed partial class IssuerKeys(ConsoleDbFactory databases, HttpClient http, LiveFeed live, TimeProvider time, ILogger<IssuerKeys> logger) : BackgroundService
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan look = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan freshFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Redirects are not followed: the issuer's address is the one that was configured.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, disposeHandler: true);

    /// <summary>Fetches what is missing or old.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var now = time.GetUtcNow();
        var providers = (await db.Set<IdentityProviderEntity>().AsNoTracking().ToListAsync(cancellationToken))
            .Where(p => p.Config.Kind == IdentityProviderKind.Oidc && (p.KeySet is null || p.KeysError is not null || now - p.KeysFetchedAt > freshFor));
        await Task.WhenAll(providers.Select(p => RefreshAsync(p, cancellationToken)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new SemaphoreSlim(1);
        using var subscription = live.Subscribe(LiveTopics.Snapshot, e =>
        {
            if (wake.CurrentCount == 0) wake.Release();
        });
        while (true)
        {
            await wake.WaitAsync(look, stoppingToken);
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store is away; the next round tries again.
                LogStoreAway(logger, e);
            }
        }
    }

    private async Task RefreshAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(patience);
            var keySet = await FetchAsync(provider.Config.Issuer, deadline.Token);
            await StoreAsync(provider, keySet, null, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(logger, provider.Name, provider.Config.Issuer, e.Message);
            await StoreAsync(provider, null, e is OperationCanceledException ? "It did not answer in time." : e.Message, cancellationToken);
        }
    }

    private async Task<string> FetchAsync(string issuer, CancellationToken cancellationToken)
    {
        using var discovery = JsonDocument.Parse(await GetAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken));
        if (discovery.RootElement.GetProperty("issuer").GetString() != issuer) throw new InvalidOperationException("The discovery document names another issuer.");
        var address = new Uri(discovery.RootElement.GetProperty("jwks_uri").GetString()!);
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback) throw new InvalidOperationException("The keys are not at an https address.");
        return PublicOnly(await GetAsync(address.AbsoluteUri, cancellationToken));
    }

    private async Task<string> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
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

    private async Task StoreAsync(IdentityProviderEntity provider, string? keySet, string? error, CancellationToken cancellationToken)
    {
        var changed = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                var rows = db.Set<IdentityProviderEntity>().Where(p => p.Id == provider.Id);
                await (keySet is null
                    ? rows.ExecuteUpdateAsync(set => set.SetProperty(p => p.KeysError, error), cancellationToken)
                    : rows.ExecuteUpdateAsync(set => set.SetProperty(p => p.KeySet, keySet).SetProperty(p => p.KeysFetchedAt, now).SetProperty(p => p.KeysError, (string?)null), cancellationToken));
                if (keySet is null || keySet == provider.KeySet) return false;
                await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
                return true;
            },
            cancellationToken);
        if (changed) live.Publish(LiveTopics.Snapshot, "");
    }

    [LoggerMessage(EventId = 14001, Level = LogLevel.Warning, Message = "Identity provider {Provider} ({Issuer}) could not be asked for its keys: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string provider, string issuer, string reason);

    [LoggerMessage(EventId = 14002, Level = LogLevel.Warning, Message = "The identity providers could not be read from the store.")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
