using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Targets;

/// <summary>What dialling a target logs: events 4000 to 4999. Addresses stay here; callers do not see them.</summary>
internal static partial class TargetLog
{
    [LoggerMessage(4000, LogLevel.Warning, "The target of {Connection}, {Host}:{Port}, cannot be reached: {Why}")]
    public static partial void NotReached(this ILogger log, string connection, string host, int port, string why);

    [LoggerMessage(4001, LogLevel.Warning, "TLS with the target of {Connection} failed: {Why}")]
    public static partial void NoTls(this ILogger log, string connection, string why, Exception? e);

    [LoggerMessage(4002, LogLevel.Warning, "The target of {Connection} refused the sign-in with SQLSTATE {SqlState}")]
    public static partial void LoginRefused(this ILogger log, string connection, string sqlState);

    [LoggerMessage(4003, LogLevel.Warning, "The target of {Connection} does not keep to its protocol: {Why}")]
    public static partial void StrangeTarget(this ILogger log, string connection, string why);

    [LoggerMessage(4004, LogLevel.Warning, "The catalogue of {Connection}, database {Database}, cannot be read")]
    public static partial void CatalogueNotRead(this ILogger log, string connection, string database, Exception e);

    [LoggerMessage(4005, LogLevel.Debug, "No row estimate at {Connection}: {Why}")]
    public static partial void NoEstimate(this ILogger log, string connection, string why);

    [LoggerMessage(4006, LogLevel.Information, "A cancel request did not reach the target of {Connection}: {Why}")]
    public static partial void NotCancelled(this ILogger log, string connection, string why);

    [LoggerMessage(4007, LogLevel.Information, "No sample of a column at {Connection}: {Why}")]
    public static partial void NoSample(this ILogger log, string connection, string why);
}
