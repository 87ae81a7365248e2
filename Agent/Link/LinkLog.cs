using HoopLike.Agent.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

internal static partial class LinkLog
{
    [LoggerMessage(LogEvents.Link + 1, LogLevel.Information, "Enrolled as agent '{Name}', id {AgentId}")]
    public static partial void Enrolled(this ILogger log, string name, Guid agentId);

    [LoggerMessage(LogEvents.Link + 2, LogLevel.Warning, "Not enrolled yet, trying again: {Console}: {Reason}")]
    public static partial void EnrolmentWaits(this ILogger log, Uri console, string reason);

    [LoggerMessage(LogEvents.Link + 3, LogLevel.Warning, "The console does not accept this agent, and enrolling again did not work: {Reason}")]
    public static partial void EnrolmentNotRepeated(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Link + 10, LogLevel.Information, "The {Link} link to {Address} is up")]
    public static partial void LinkUp(this ILogger log, string link, Uri address);

    [LoggerMessage(LogEvents.Link + 11, LogLevel.Warning, "The {Link} link is lost: {Reason}")]
    public static partial void LinkLost(this ILogger log, string link, string reason);

    [LoggerMessage(LogEvents.Link + 12, LogLevel.Warning, "The {Link} link to {Address} could not be made: {Reason}")]
    public static partial void LinkNotMade(this ILogger log, string link, Uri address, string reason);

    [LoggerMessage(LogEvents.Link + 13, LogLevel.Error, "The {Link} link was refused: {Reason} Enrol the agent again with a new token.")]
    public static partial void LinkRefused(this ILogger log, string link, string reason);

    [LoggerMessage(LogEvents.Link + 14, LogLevel.Debug, "The {Link} link did not close in order: {Reason}")]
    public static partial void LinkNotClosed(this ILogger log, string link, string reason);

    [LoggerMessage(LogEvents.Link + 15, LogLevel.Error, "The console has revoked this agent: {Reason}")]
    public static partial void Revoked(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Link + 16, LogLevel.Warning, "The {Link} link was refused with the key of before, trying the one that was made last")]
    public static partial void LinkTriesNextKey(this ILogger log, string link);

    [LoggerMessage(LogEvents.Link + 17, LogLevel.Information, "The agent's key is {KeyId} now, in the place of {Before}")]
    public static partial void KeyChanged(this ILogger log, string keyId, string before);

    [LoggerMessage(LogEvents.Link + 18, LogLevel.Error, "The agent's new key {KeyId} counts, but the data directory could not be brought up to it; it is tried again at the next start: {Reason}")]
    public static partial void KeyNotSettled(this ILogger log, string keyId, string reason);

    [LoggerMessage(LogEvents.Link + 20, LogLevel.Information, "Snapshot {Version} is in force: {Connections} connections, {Policies} policies, {MaskingRules} masking rules")]
    public static partial void SnapshotInForce(this ILogger log, long version, int connections, int policies, int maskingRules);

    [LoggerMessage(LogEvents.Link + 21, LogLevel.Error, "Snapshot {Version} is refused, the one before stays in force: {Errors}")]
    public static partial void SnapshotRefused(this ILogger log, string version, string errors);

    [LoggerMessage(LogEvents.Link + 22, LogLevel.Information, "Snapshot {Version} was restored from the cache")]
    public static partial void SnapshotRestored(this ILogger log, long version);

    [LoggerMessage(LogEvents.Link + 23, LogLevel.Error, "The cached snapshot {Path} is ignored, it was not sealed by this agent or was changed since: {Reason}")]
    public static partial void CacheIgnored(this ILogger log, string path, string reason);

    [LoggerMessage(LogEvents.Link + 24, LogLevel.Error, "The snapshot could not be cached in {Path}, so a restart needs the console: {Reason}")]
    public static partial void CacheNotWritten(this ILogger log, string path, string reason);

    [LoggerMessage(LogEvents.Link + 30, LogLevel.Error, "The console will not hear {Method}, too much waits to be sent")]
    public static partial void ParcelDropped(this ILogger log, string method);

    [LoggerMessage(LogEvents.Link + 31, LogLevel.Error, "The console does not take {Method}: {Reason}")]
    public static partial void ParcelRefused(this ILogger log, string method, string reason);

    [LoggerMessage(LogEvents.Link + 32, LogLevel.Warning, "The console could not be asked about a held operation: {Reason}")]
    public static partial void DecisionNotFetched(this ILogger log, string reason);

    [LoggerMessage(LogEvents.Link + 33, LogLevel.Information, "The console ended session {Session}")]
    public static partial void SessionEnded(this ILogger log, Guid session);
}
