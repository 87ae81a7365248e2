using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary>What one run of a caller's command works with.</summary>
internal sealed record CallerRun(ParseResult Parsed, CallerChoice Choice, Screen Screen, bool AsJson, TimeProvider Time)
{
    public ConnectionAccess Connections => new(Choice);

    public RestCalls Rest() => new(Choice.Find());

    public void PrintJson<T>(T value) => Screen.Output.WriteLine(System.Text.Json.JsonSerializer.Serialize(value, CallerJson.Indented));
}

/// <summary>A command that a caller of the gateway gives: its examples are part of its help, its failures become words and an exit code.</summary>
internal sealed class CallerCommand : Command
{
    private readonly CallerOptions options = new();

    /// <param name="examples">Each a line, with <c>#</c> before what it does.</param>
    /// <param name="details">What its help says beyond the line that the list of commands shows.</param>
    public CallerCommand(string name, string description, string[] examples, Func<CallerRun, CancellationToken, Task<int>> run, string? details = null)
        : base(name, description)
    {
        (Examples, Details) = (examples, details);
        SetAction((parsed, ct) => RunAsync(parsed, run, ct));
    }

    public IReadOnlyList<string> Examples { get; }

    public string? Details { get; }

    /// <summary>Puts the options that all have behind this command's own.</summary>
    public CallerCommand Complete()
    {
        options.AddTo(this);
        return this;
    }

    /// <summary>An argument that takes a connection's name, which the shell can complete.</summary>
    public static Argument<string> ConnectionArgument(string name = "NAME", string description = "The connection, as hooplike ls lists it")
    {
        var argument = new Argument<string>(name) { Description = description, HelpName = name };
        argument.CompletionSources.Add(static _ => new ConnectionNames(new CallerChoice(Environment.GetEnvironmentVariable, null, false, TimeProvider.System), TimeProvider.System).Read());
        return argument;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<CallerRun, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, Environment.GetEnvironmentVariable);
        using var signals = new StopSignals(ct);
        try
        {
            var choice = new CallerChoice(Environment.GetEnvironmentVariable, parsed.GetValue(options.Console), parsed.GetValue(options.Insecure), TimeProvider.System);
            return await run(new CallerRun(parsed, choice, screen, parsed.GetValue(options.Json), TimeProvider.System), signals.Asked);
        }
        catch (CallerFailure e)
        {
            await screen.Error.WriteLineAsync(e.Message);
            return e.Kind switch
            {
                CallerFailureKind.WrongUsage => ExitCode.WrongUsage,
                CallerFailureKind.NotSignedIn => ExitCode.NotSignedIn,
                _ => ExitCode.Failure,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await screen.Error.WriteLineAsync(e.Message);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            await screen.Error.WriteLineAsync("Stopped.");
            return ExitCode.Failure;
        }
    }
}
