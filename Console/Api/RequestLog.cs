using System.Diagnostics;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

/// <summary>One line for each request: method, path, status, time and caller; no query string, no header, no body.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            LogRequest(logger, context.Request.Method, context.Request.Path, context.Response.StatusCode, milliseconds, context.User.Identity is { IsAuthenticated: true, Name: not null } ? context.User.Caller().Words : null);
        }
    }

    [LoggerMessage(EventId = 11001, Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {Milliseconds:0.0} ms by {Caller}")]
    private static partial void LogRequest(ILogger logger, string method, PathString path, int status, double milliseconds, string? caller);
}
