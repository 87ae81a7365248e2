using HoopLike.Agent.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Sessions;

internal static partial class SessionLog
{
    [LoggerMessage(LogEvents.Sessions + 1, LogLevel.Information, "Session {Session} of {Identity} on {Connection} is ended: {Reason}")]
    public static partial void SessionCut(this ILogger log, Guid session, string identity, string connection, string reason);

    [LoggerMessage(LogEvents.Sessions + 2, LogLevel.Error, "Whether session {Session} may go on could not be found out, so it is ended")]
    public static partial void RecheckFailed(this ILogger log, Exception e, Guid session);
}
