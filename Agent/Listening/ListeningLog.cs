using System.Net;
using HoopLike.Agent.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

internal static partial class ListeningLog
{
    [LoggerMessage(LogEvents.Listening + 1, LogLevel.Information, "Connection {Connection} listens on {EndPoint}")]
    public static partial void ListenerOpened(this ILogger log, string connection, IPEndPoint endPoint);

    [LoggerMessage(LogEvents.Listening + 2, LogLevel.Information, "Connection {Connection} no longer listens on {EndPoint}")]
    public static partial void ListenerClosed(this ILogger log, string connection, IPEndPoint endPoint);

    [LoggerMessage(LogEvents.Listening + 3, LogLevel.Error, "Connection {Connection} is not listened for: {Reason}")]
    public static partial void ListenerNotOpened(this ILogger log, string connection, string reason);

    [LoggerMessage(LogEvents.Listening + 4, LogLevel.Error, "Connection {Connection} on {EndPoint} cannot accept now: {Reason}")]
    public static partial void AcceptFailed(this ILogger log, string connection, IPEndPoint endPoint, string reason);

    [LoggerMessage(LogEvents.Listening + 10, LogLevel.Warning, "Clients are refused, {Count} so far: {Reason}")]
    public static partial void ClientsRefused(this ILogger log, string reason, long count);

    [LoggerMessage(LogEvents.Listening + 11, LogLevel.Debug, "A client of {Connection} was gone before it was greeted: {Reason}")]
    public static partial void ClientLost(this ILogger log, string connection, string reason);

    [LoggerMessage(LogEvents.Listening + 12, LogLevel.Error, "A session on {Connection} failed")]
    public static partial void SessionFailed(this ILogger log, Exception e, string connection);

    [LoggerMessage(LogEvents.Listening + 20, LogLevel.Information, "The listeners' certificate is good until {NotAfter:u}")]
    public static partial void CertificateReady(this ILogger log, DateTimeOffset notAfter);

    [LoggerMessage(LogEvents.Listening + 21, LogLevel.Warning, "The listeners' certificate could not be got from the console, trying again: {Reason}")]
    public static partial void CertificateWaits(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Listening + 22, LogLevel.Warning, "The saved listeners' certificate is not used: {Reason}")]
    public static partial void CertificateIgnored(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Listening + 23, LogLevel.Error, "The listeners' certificate could not be saved in {Path}, so a restart needs the console: {Reason}")]
    public static partial void CertificateNotSaved(this ILogger log, string path, string reason);
}
