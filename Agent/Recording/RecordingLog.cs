using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Recording;

internal static partial class RecordingLog
{
    [LoggerMessage(5000, LogLevel.Error, "The recording of session {Session} is lost: {Reason}")]
    public static partial void RecordingLost(this ILogger log, Guid session, string reason, Exception? exception);

    [LoggerMessage(5001, LogLevel.Warning, "The end of the recording of session {Session} could not be written; the next start of the agent recovers it")]
    public static partial void NotClosed(this ILogger log, Guid session, Exception exception);

    [LoggerMessage(5002, LogLevel.Information, "Recovered the recording of session {Session}, which an agent left open; {Cut} bytes of an unfinished record were cut")]
    public static partial void Recovered(this ILogger log, Guid session, long cut);

    [LoggerMessage(5003, LogLevel.Error, "The recording in {Path} is damaged and was set aside: {Reason}. Keep the file; hooplike verify says more")]
    public static partial void Damaged(this ILogger log, string path, string reason);

    [LoggerMessage(5004, LogLevel.Information, "Removed {Path}: it ended before its first record was whole, so nothing was ever delivered on it")]
    public static partial void RemovedEmpty(this ILogger log, string path);

    [LoggerMessage(5005, LogLevel.Warning, "Sending the recording of session {Session} failed; trying again in {Delay}")]
    public static partial void SendingFailed(this ILogger log, Guid session, TimeSpan delay, Exception exception);

    [LoggerMessage(5006, LogLevel.Warning, "Asking the console where to go on with {Count} recordings failed; trying again in {Delay}")]
    public static partial void ResumeFailed(this ILogger log, int count, TimeSpan delay, Exception exception);

    [LoggerMessage(5007, LogLevel.Warning, "The recording {Path} is with the console but could not be deleted here")]
    public static partial void NotDeleted(this ILogger log, string path, Exception exception);

    [LoggerMessage(5008, LogLevel.Error, "The recording of session {Session} could not be signed; it will be at the next chance")]
    public static partial void NotSigned(this ILogger log, Guid session, Exception exception);
}
