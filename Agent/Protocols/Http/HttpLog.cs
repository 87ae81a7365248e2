using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What the HTTP protocol logs: events 7000 to 7999.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(7000, LogLevel.Information, "A request was refused ({Kind}): {Why}")]
    public static partial void RequestRefused(this ILogger log, FailureKind kind, string why);
}
