using HoopLike.Agent.Protocols;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>What ProxySession says, events 1500 to 1599. Never a byte of a client's or a target's.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1500, LogLevel.Information, "Session {Session} of {Identity} on {Connection} began")]
    public static partial void SessionBegan(this ILogger log, Guid session, string identity, string connection);

    [LoggerMessage(1501, LogLevel.Information, "Session {Session} ended: {Reason}")]
    public static partial void SessionEnded(this ILogger log, Guid session, string reason);

    [LoggerMessage(1502, LogLevel.Information, "Refused on {Connection}: {Kind}, {Reason}")]
    public static partial void SessionRefused(this ILogger log, string connection, FailureKind kind, string reason);

    [LoggerMessage(1503, LogLevel.Debug, "A client of {Connection} left: {Reason}")]
    public static partial void ClientLeft(this ILogger log, string connection, string reason);

    [LoggerMessage(1504, LogLevel.Error, "A session on {Connection} broke")]
    public static partial void SessionBroke(this ILogger log, string connection, Exception e);
}
