using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>After a start: what was stored and not indexed before the stop is indexed now.</summary>
public sealed partial class IndexCatchUp(ConsoleDbFactory databases, RecordingIngest ingest, ILogger<IndexCatchUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var db = databases.CreateDbContext();
        foreach (var id in await db.Set<SessionEntity>().Where(s => s.EndedAt == null).Select(s => s.Id).ToListAsync(stoppingToken))
        {
            try
            {
                await ingest.CatchUpAsync(null, id, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // It is tried again when its agent comes back.
                LogFailed(logger, id, e);
            }
        }
    }

    [LoggerMessage(EventId = 16002, Level = LogLevel.Warning, Message = "Session {Session} could not be indexed from its recording.")]
    private static partial void LogFailed(ILogger logger, Guid session, Exception exception);
}
