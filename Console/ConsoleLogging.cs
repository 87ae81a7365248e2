using HoopLike.Console.Data;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace HoopLike.Console;

/// <summary>Structured logs on stdout. No message carries a secret, a token, a query string or a statement.</summary>
internal static class ConsoleLogging
{
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static void Use(WebApplicationBuilder builder, LogOptions options)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(Enum.Parse<LogEventLevel>(options.Level, ignoreCase: true))
            // The framework tells of each request with its query string, and of each SQL command: ours says what is worth saying.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Error)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        var isJson = string.Equals(options.Format, "json", StringComparison.OrdinalIgnoreCase);
        configuration = isJson ? configuration.WriteTo.Console(new JsonFormatter(renderMessage: true)) : configuration.WriteTo.Console(outputTemplate: Template);
        builder.Logging.ClearProviders().AddSerilog(configuration.CreateLogger(), dispose: true);
    }
}
