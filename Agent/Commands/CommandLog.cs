using HoopLike.Agent.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

internal static partial class CommandLog
{
    [LoggerMessage(LogEvents.Commands + 1, LogLevel.Information, "Agent '{Name}' {Version} starts: console {Console}, data directory {DataDirectory}, key {KeyId}")]
    public static partial void Starting(this ILogger log, string name, string version, Uri console, string dataDirectory, string keyId);

    [LoggerMessage(LogEvents.Commands + 2, LogLevel.Warning, "The link to {Console} is not encrypted, and secrets travel on it: give an https address")]
    public static partial void LinkNotProtected(this ILogger log, Uri console);

    [LoggerMessage(LogEvents.Commands + 3, LogLevel.Information, "The spool has {Whole} whole recordings, {Recovered} that a dead process left open, {Removed} without anything delivered, {Damaged} damaged and set aside")]
    public static partial void SpoolRecovered(this ILogger log, int whole, int recovered, int removed, int damaged);

    [LoggerMessage(LogEvents.Commands + 10, LogLevel.Information, "Stopping: no new clients; {Sessions} sessions may end by themselves")]
    public static partial void Stopping(this ILogger log, int sessions);

    [LoggerMessage(LogEvents.Commands + 11, LogLevel.Warning, "{Sessions} sessions did not end by themselves and are ended")]
    public static partial void EndingSessions(this ILogger log, int sessions);

    [LoggerMessage(LogEvents.Commands + 12, LogLevel.Warning, "{Files} recordings stay in the spool until the next start")]
    public static partial void NotFlushed(this ILogger log, int files);

    [LoggerMessage(LogEvents.Commands + 13, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(LogEvents.Commands + 14, LogLevel.Error, "The revoked agent's key and configuration could not be deleted from {DataDirectory}; delete it: {Reason}")]
    public static partial void NotForgotten(this ILogger log, string dataDirectory, string reason);

    [LoggerMessage(LogEvents.Commands + 20, LogLevel.Critical, "The agent cannot go on: {Reason}")]
    public static partial void Refused(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Commands + 21, LogLevel.Critical, "The agent failed")]
    public static partial void Failed(this ILogger log, Exception e);
}
