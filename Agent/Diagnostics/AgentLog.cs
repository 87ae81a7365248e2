using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace HoopLike.Agent.Diagnostics;

public enum LogFormat { Text, Json }

/// <summary>The agent's log on standard output. Nothing that a client or a target sent is written to it, and no secret: those are of a type that prints as <c>***</c>.</summary>
public static class AgentLog
{
    private const string line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Dispose the factory to flush.</summary>
    public static ILoggerFactory Open(LogFormat format)
    {
        var settings = new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Information);
        settings = format == LogFormat.Json
            ? settings.WriteTo.Console(new JsonFormatter(renderMessage: true))
            : settings.WriteTo.Console(outputTemplate: line, formatProvider: CultureInfo.InvariantCulture);
        return new SerilogLoggerFactory(settings.CreateLogger(), dispose: true);
    }
}
