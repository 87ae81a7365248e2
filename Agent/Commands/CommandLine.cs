using System.CommandLine;

namespace HoopLike.Agent.Commands;

/// <summary>The program's commands, one file each.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        output ??= System.Console.Out;
        error ??= System.Console.Error;
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var mistake in parsed.Errors) await error.WriteLineAsync(mistake.Message);
            var command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            await error.WriteLineAsync($"Try: hooplike{command} --help");
            return ExitCode.WrongUsage;
        }
        // Signals are the commands' own: a stop may take its time.
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }

    private static RootCommand Root() => new("HoopLike: an identity-aware gateway in front of databases, APIs and hosts.")
    {
        AgentCommand.Create(),
        VerifyCommand.Create(),
    };
}
