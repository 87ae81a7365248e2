using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary>The usual help, and behind it a command's examples and what its exit codes mean.</summary>
internal sealed class ExampledHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Environment =
        $"""
        Environment:
          {Caller.ConsoleVariable}   the console, where --console does not name it
          {Caller.TokenVariable}     a service account's key or a JWT, in place of a stored sign-in
          {PasswordPrompt.Variable}  the password for login --user
          NO_COLOR           no colours

        {ExitCodes}
        """;

    private const string ExitCodes = "Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 not signed in or the sign-in has ended.";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is RootCommand) output.WriteLine(Environment);
        if (parseResult.CommandResult.Command is not CallerCommand command) return exit;
        if (command.Details is { } details)
        {
            foreach (var line in Wrapped(details, usual.MaxWidth)) output.WriteLine(line);
            output.WriteLine();
        }

        output.WriteLine("Examples:");
        foreach (var example in command.Examples) output.WriteLine("  " + example);
        output.WriteLine();
        output.WriteLine(ExitCodes);
        return exit;
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Math.Clamp(width, 40, 100))
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
