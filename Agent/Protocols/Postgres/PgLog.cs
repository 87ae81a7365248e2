using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Events 6000 to 6099.</summary>
internal static partial class PgLog
{
    [LoggerMessage(6000, LogLevel.Debug, "A client could not be told why its session ended: {Reason}")]
    public static partial void ClientNotTold(this ILogger log, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "A cancel request did not reach the target of {Connection}")]
    public static partial void NotCancelled(this ILogger log, string connection, Exception e);
}
