using HoopLike.Console.Audit;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Deletes recordings that are older than their connection keeps them, and activity that is older than any connection keeps them, once a day.</summary>
public sealed partial class RetentionJob(ConsoleDbFactory databases, IRecordingStore store, AuditLog audit, TimeProvider time, ILogger<RetentionJob> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan period = TimeSpan.FromDays(1);
    private static readonly TimeSpan afterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Deletes what is due; tells how many sessions that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        var retentions = await RetentionsAsync(cancellationToken);
        foreach (var (connection, days) in retentions) deleted += await DeleteAsync(connection, time.GetUtcNow().AddDays(-days), cancellationToken);
        await DeleteActivityAsync(time.GetUtcNow().AddDays(-retentions.Select(r => r.Days).DefaultIfEmpty(new RecordingConfig().RetentionDays).Max()), cancellationToken);
        if (deleted > 0) await audit.AppendAsync(Actor.System, new AuditNote("recordings.deleted", "retention") { Detail = $"{deleted} sessions past their connection's retention" }, cancellationToken);
        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = period;
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // What was not deleted now is due later as well.
                LogFailed(logger, e);
                pause = afterFailure;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    /// <summary>Every connection that is configured or has sessions; one that was removed keeps the standard time.</summary>
    private async Task<IReadOnlyList<(string Connection, int Days)>> RetentionsAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var configured = (await db.Set<ConnectionEntity>().AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(c => c.Name, c => c.Config.Config.Recording.RetentionDays, StringComparer.Ordinal);
        var recorded = await db.Set<SessionEntity>().Select(s => s.Connection).Distinct().ToListAsync(cancellationToken);
        return [.. configured.Keys.Union(recorded, StringComparer.Ordinal).Select(c => (c, configured.GetValueOrDefault(c, new RecordingConfig().RetentionDays)))];
    }

    private async Task<int> DeleteAsync(string connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (true)
        {
            await using var db = databases.CreateDbContext();
            var due = await db.Set<SessionEntity>().Where(s => s.Connection == connection && s.EndedAt < before).OrderBy(s => s.StartedAt).Take(Batch).ToListAsync(cancellationToken);
            foreach (var session in due) await store.DeleteAsync(session.Id, cancellationToken);
            db.RemoveRange(due);
            await db.SaveChangesAsync(cancellationToken);
            deleted += due.Count;
            if (due.Count < Batch) return deleted;
        }
    }

    private async Task DeleteActivityAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var turn = await databases.EnterAsync(cancellationToken);
        await using var db = databases.CreateDbContext();
        await db.Set<ActivityEntity>().Where(a => a.Minute < before).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 16001, Level = LogLevel.Warning, Message = "Recordings past their time could not be deleted; trying again in a few minutes.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
