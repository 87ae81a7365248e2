using HoopLike.Agent.Diagnostics;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols;

/// <summary>Events 6900 to 6999: questions of the console.</summary>
internal static partial class QuestionLog
{
    [LoggerMessage(LogEvents.Postgres + 900, LogLevel.Warning, "The console's question ({Kind}) about {Connection} could not be answered")]
    public static partial void QuestionFailed(this ILogger log, AgentQuestionKind kind, string connection, Exception e);
}
