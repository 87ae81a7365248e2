using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Gates;

/// <summary>What the gates log: events 3000 to 3999.</summary>
internal static partial class GateLog
{
    [LoggerMessage(3000, LogLevel.Information, "Refused at {Connection}: {Why}")]
    public static partial void Refused(this ILogger log, string connection, string why);

    [LoggerMessage(3001, LogLevel.Warning, "Too many failed sign-ins from {Address}: it is refused for a minute")]
    public static partial void Blocked(this ILogger log, System.Net.IPAddress address);

    [LoggerMessage(3010, LogLevel.Warning, "Ticket {Ticket} could not be opened")]
    public static partial void NotOpened(this ILogger log, Guid ticket, Exception e);

    [LoggerMessage(3011, LogLevel.Error, "Ticket {Ticket} is refused: {Why}")]
    public static partial void StrangeAnswer(this ILogger log, Guid ticket, string why);

    [LoggerMessage(3012, LogLevel.Information, "The caller could not be told of ticket {Ticket}")]
    public static partial void CallerNotTold(this ILogger log, Guid ticket, Exception e);

    [LoggerMessage(3013, LogLevel.Warning, "A message about ticket {Ticket} did not reach the console")]
    public static partial void NotSent(this ILogger log, Guid ticket, Exception e);
}
