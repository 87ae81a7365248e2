using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary>Options that all commands of callers have.</summary>
internal sealed class CallerOptions
{
    public Option<string?> Console { get; } = new("--console") { HelpName = "URL", Description = $"Address of the console; by default the one signed in to last [environment: {Caller.ConsoleVariable}]" };

    public Option<bool> Insecure { get; } = new("--insecure") { Description = "Accept an http address that is not on this machine, for networks that are trusted themselves" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, for programs" };

    public void AddTo(Command command)
    {
        command.Add(Console);
        command.Add(Json);
        command.Add(Insecure);
    }
}
