using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace HoopLike.Agent.Commands;

/// <summary>Answers the completion scripts: <c>hooplike [suggest:POSITION] "LINE"</c> prints what may stand there, one a line. Options come when a dash was typed, or where nothing else can.</summary>
internal sealed class Suggestions(SuggestDirective directive) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(t => t.Type != TokenType.Directive)?.Value ?? "";
        var position = int.TryParse(parseResult.GetResult(directive)?.Values.SingleOrDefault(), out var given) ? Math.Clamp(given, 0, line.Length) : line.Length;
        var word = line[(line.LastIndexOfAny([' ', '\t'], Math.Max(0, position - 1)) + 1)..position];
        string[] fitting =
        [
            .. parseResult.RootCommandResult.Command.Parse(line).GetCompletions(position).Select(c => c.InsertText ?? c.Label)
                .Where(c => c.StartsWith(word, StringComparison.Ordinal) && !c.StartsWith('/') && (c[0] != '-' || c.StartsWith("--", StringComparison.Ordinal)) && !c.Any(char.IsControl)),
        ];
        string[] plain = [.. fitting.Where(c => !c.StartsWith('-'))];
        foreach (var candidate in plain.Length > 0 ? plain : fitting) parseResult.InvocationConfiguration.Output.WriteLine(candidate);
        return ExitCode.Clean;
    }
}
