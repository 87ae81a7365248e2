using HoopLike.Console.Configuration;
using HoopLike.Console.Data;

namespace HoopLike.Console;

/// <summary>Builds, starts and runs the console.</summary>
public static class ConsoleProgram
{
    private const int Failure = 1;
    private const int WrongConfiguration = 2;

    /// <returns>0 after a clean stop, 1 on failure, 2 when settings or configuration file are wrong; every mistake is then on stderr.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await PrepareAsync(app, CancellationToken.None);
            await app.RunAsync();
            return 0;
        }
        catch (InvalidSettingsException e)
        {
            foreach (var mistake in e.Mistakes) await System.Console.Error.WriteLineAsync(mistake);
            return WrongConfiguration;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The last stop before the process ends.
            await System.Console.Error.WriteLineAsync($"The console cannot run: {e.Message}");
            return Failure;
        }
    }

    /// <summary>The application, ready to be prepared and started. Throws <see cref="InvalidSettingsException"/>.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(OptionsFor(args));
        // Scripts and styles of a build that was not published lie in packages; the published ones lie beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration.AddEnvironmentVariables("HOOPLIKE_").AddCommandLine(args);
        var options = ConsoleOptionsReader.Read(builder.Configuration);
        ConsoleLogging.Use(builder, options.Log);
        ConsoleHosting.Use(builder, options);
        builder.Services.AddConsole(options);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        ConsolePipeline.Use(app);
        return app;
    }

    /// <summary>The program's own name and files, whatever process hosts it and wherever it is started.</summary>
    private static WebApplicationOptions OptionsFor(string[] args)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return new WebApplicationOptions { Args = args, ApplicationName = typeof(ConsoleProgram).Assembly.GetName().Name, WebRootPath = Directory.Exists(beside) ? beside : null };
    }

    /// <summary>What must have happened before the first request: the store has its shape, the keys are made, the configuration file is in force.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<StoreSetup>().RunAsync(cancellationToken);
        await app.Services.GetRequiredService<FirstStart>().RunAsync(cancellationToken);
    }
}
