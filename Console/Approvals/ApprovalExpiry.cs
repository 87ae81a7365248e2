namespace HoopLike.Console.Approvals;

/// <summary>Ends tickets that nobody decided in time. What is due is read from the store, so a restart loses nothing.</summary>
public sealed partial class ApprovalExpiry(ApprovalService approvals, TimeProvider time, ILogger<ApprovalExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            try
            {
                await approvals.ExpireDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The store is away; the next round finds what is due.
                LogFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 13001, Level = LogLevel.Warning, Message = "Tickets past their time could not be ended; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
