using HoopLike.Agent.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What the HTTP protocol logs: events 9000 to 9999.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(LogEvents.Http, LogLevel.Information, "A request was refused ({Kind}): {Why}")]
    public static partial void RequestRefused(this ILogger log, FailureKind kind, string why);

    [LoggerMessage(LogEvents.Http + 1, LogLevel.Error, "A request broke inside the gateway")]
    public static partial void RequestBroke(this ILogger log, Exception e);

    [LoggerMessage(LogEvents.Http + 10, LogLevel.Error, "What was approved of tools of MCP servers cannot be read from {Path} ({Reason}); tools count as changed until they are approved again")]
    public static partial void ToolsForgotten(this ILogger log, string path, string reason);

    [LoggerMessage(LogEvents.Http + 11, LogLevel.Error, "What was approved of tools of MCP servers could not be written to {Path} ({Reason}); it is lost when the agent stops")]
    public static partial void ToolsNotKept(this ILogger log, string path, string reason);
}
