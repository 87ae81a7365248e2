using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Fetches the metadata of SAML providers that publish it. One that cannot be reached stops nothing: what it said last stays until its own end, and the error is shown.</summary>
public sealed partial class MetadataRefresh(ConsoleDbFactory databases, ProviderHttp http, LiveFeed live, TimeProvider time, ILogger<MetadataRefresh> logger) : ProviderRefresh(live)
{
    private static readonly TimeSpan freshFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    /// <summary>Strangers can post wrong signatures: they must not make us ask more often than this.</summary>
    private static readonly TimeSpan atMostEvery = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim fetching = new(1);
    private readonly Dictionary<string, DateTimeOffset> asked = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        fetching.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var provider in await ProvidersAsync(cancellationToken))
            if (provider.MetadataFetchedAt is null || provider.MetadataError is not null || now - provider.MetadataFetchedAt > freshFor) await FetchAsync(provider, cancellationToken);
    }

    /// <summary>Somebody wants to sign in and nothing is known yet, or a signature did not verify: perhaps the provider signs with a new key. True when it was asked just now and answered.</summary>
    public async Task<bool> AskAgainAsync(string name, CancellationToken cancellationToken)
    {
        await fetching.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if ((await ProvidersAsync(cancellationToken)).SingleOrDefault(p => p.Name == name) is not { Config.MetadataUrl: { } address } provider || now - asked.GetValueOrDefault(address) < atMostEvery) return false;
            asked[address] = now;
            return await FetchAsync(provider, cancellationToken);
        }
        finally
        {
            fetching.Release();
        }
    }

    protected override void LogStoreAway(Exception exception) => LogStoreAway(logger, exception);

    private async Task<List<IdentityProviderEntity>> ProvidersAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return [.. (await db.Set<IdentityProviderEntity>().AsNoTracking().ToListAsync(cancellationToken)).Where(p => p.Config is { Kind: IdentityProviderKind.Saml, MetadataUrl: not null })];
    }

    private async Task<bool> FetchAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(patience);
            var metadata = IdpMetadata.Parse(await http.GetAsync(new Uri(provider.Config.MetadataUrl!), SamlXml.LargestMessage, deadline.Token), provider.Config.Issuer, time.GetUtcNow());
            return await StoreAsync(provider, metadata, null, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? "It did not answer in time." : e.Message;
            if (reason != provider.MetadataError) LogUnreachable(logger, provider.Name, provider.Config.MetadataUrl!, reason);
            await StoreAsync(provider, null, reason, cancellationToken);
            return false;
        }
    }

    /// <summary>False when the provider is gone or was configured otherwise meanwhile.</summary>
    private Task<bool> StoreAsync(IdentityProviderEntity provider, IdpMetadata? metadata, string? error, CancellationToken cancellationToken) => databases.WriteWithRetryAsync(
        async db =>
        {
            // Changed meanwhile, it is asked again: what was fetched belongs to the configuration that it was fetched for.
            if (await db.Set<IdentityProviderEntity>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == provider.Id, cancellationToken) is not { } now || now.Config.Issuer != provider.Config.Issuer || now.Config.MetadataUrl != provider.Config.MetadataUrl) return false;
            var (rows, at) = (db.Set<IdentityProviderEntity>().Where(p => p.Id == provider.Id), time.GetUtcNow());
            if (metadata is null) await rows.ExecuteUpdateAsync(set => set.SetProperty(p => p.MetadataError, error), cancellationToken);
            else
            {
                var text = JsonSerializer.Serialize(metadata, SnapshotJson.Plain);
                await rows.ExecuteUpdateAsync(set => set.SetProperty(p => p.Metadata, text).SetProperty(p => p.MetadataFetchedAt, at).SetProperty(p => p.MetadataError, (string?)null), cancellationToken);
            }

            return true;
        },
        cancellationToken);

    [LoggerMessage(EventId = 14011, Level = LogLevel.Warning, Message = "The metadata of identity provider {Provider} ({Address}) could not be read: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string provider, string address, string reason);

    [LoggerMessage(EventId = 14012, Level = LogLevel.Warning, Message = "The identity providers could not be read from the store.")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
