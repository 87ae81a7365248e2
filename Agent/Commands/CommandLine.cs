using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

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

    private static RootCommand Root()
    {
        var root = new RootCommand("HoopLike: an identity-aware gateway in front of databases, APIs and hosts.")
        {
            LoginCommand.Create(),
            LogoutCommand.Create(),
            WhoAmICommand.Create(),
            ListCommand.Create(),
            ConnectCommand.Create(),
            PsqlCommand.Create(),
            RequestCommand.Create(),
            ApprovalsCommand.Create(),
            DecisionCommand.Approve(),
            DecisionCommand.Deny(),
            SessionsCommand.Create(),
            CompletionCommand.Create(),
            VerifyCommand.Create(),
            AgentCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampledHelp((HelpAction)help.Action!);
        var suggest = root.Directives.OfType<SuggestDirective>().Single();
        suggest.Action = new Suggestions(suggest);
        return root;
    }
}
