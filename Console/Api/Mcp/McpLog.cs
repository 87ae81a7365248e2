namespace HoopLike.Console.Api.Mcp;

internal static partial class McpLog
{
    [LoggerMessage(EventId = 2601, Level = LogLevel.Error, Message = "Tool {Tool} of /mcp failed")]
    public static partial void Failed(ILogger log, string tool, Exception exception);

    [LoggerMessage(EventId = 2602, Level = LogLevel.Warning, Message = "A query by /mcp did not reach the agent of {Connection}")]
    public static partial void NotReached(ILogger log, string connection, Exception exception);
}
