using System.Collections.Concurrent;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Asks providers again, all the time that somebody is signed in: groups taken away there are gone here within a minute, and so is whoever is gone there. Each sign-in is asked for by one console at a time.</summary>
public sealed partial class OidcRenewal(ConsoleDbFactory databases, IdentityDirectory directory, OidcRenewer renewer, TimeProvider time, ILogger<OidcRenewal> logger) : BackgroundService
{
    /// <summary>How old what a provider said of somebody may become, while the provider answers.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private const int Batch = 200;
    private const int AtOnce = 8;
    private static readonly TimeSpan look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim round = new(1);
    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset Until)> pauses = new(StringComparer.Ordinal);

    /// <summary>Asks for every sign-in that is due and that no other console takes; one round at a time.</summary>
    public async Task RenewDueAsync(CancellationToken cancellationToken)
    {
        await round.WaitAsync(cancellationToken);
        try
        {
            await RoundAsync(cancellationToken);
        }
        finally
        {
            round.Release();
        }
    }

    public override void Dispose()
    {
        round.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store is away; the next round tries again.
                LogFailed(logger, e);
            }
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - Every;
        var paused = pauses.Where(p => p.Value.Until > now).Select(p => p.Key).ToList();
        List<SignInEntity> due;
        await using (var db = databases.CreateDbContext())
        {
            due = await db.Set<SignInEntity>().AsNoTracking()
                .Where(s => s.Means == SignInMeans.Oidc && s.EndedAt == null && s.ExpiresAt > now && s.RefreshedAt < before && !paused.Contains(s.Provider!))
                .OrderBy(s => s.RefreshedAt).Take(Batch).ToListAsync(cancellationToken);
        }

        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (signIn, stop) => await RenewAsync(signIn, stop));
    }

    private async Task RenewAsync(SignInEntity signIn, CancellationToken cancellationToken)
    {
        var provider = (await directory.CurrentAsync(cancellationToken)).Providers.FirstOrDefault(p => p.Name == signIn.Provider && p.Config.Kind == IdentityProviderKind.Oidc);
        if (provider is null || IsPaused(provider.Name) || !await ClaimAsync(signIn, cancellationToken)) return;
        if (await renewer.RenewAsync(provider, signIn, cancellationToken)) pauses.TryRemove(provider.Name, out _);
        else pauses.AddOrUpdate(provider.Name, _ => (1, time.GetUtcNow() + Every), (_, p) => (p.Failures + 1, time.GetUtcNow() + Pause(p.Failures)));
    }

    private bool IsPaused(string provider) => pauses.TryGetValue(provider, out var pause) && pause.Until > time.GetUtcNow();

    private static TimeSpan Pause(int failures) => TimeSpan.FromTicks(Math.Min(longestPause.Ticks, Every.Ticks << Math.Min(failures, 6)));

    /// <summary>Of several consoles that saw it due, the one that changes the row.</summary>
    private async Task<bool> ClaimAsync(SignInEntity signIn, CancellationToken cancellationToken)
    {
        var (id, seen, now) = (signIn.Id, signIn.RefreshedAt, time.GetUtcNow());
        return await databases.WriteAsync(
            db => db.Set<SignInEntity>().Where(s => s.Id == id && s.EndedAt == null && s.RefreshedAt == seen).ExecuteUpdateAsync(set => set.SetProperty(s => s.RefreshedAt, now), cancellationToken), cancellationToken) == 1;
    }

    [LoggerMessage(EventId = 14101, Level = LogLevel.Warning, Message = "Identity providers could not be asked again for those who are signed in.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
