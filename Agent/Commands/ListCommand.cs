using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike ls</c>: the connections that the caller may use.</summary>
internal static class ListCommand
{
    public static Command Create() => new CallerCommand(
        "ls",
        "List the connections that you may use",
        ["hooplike ls", "hooplike ls --json | jq -r '.[].name'"],
        RunAsync).Complete();

    private static async Task<int> RunAsync(CallerRun run, CancellationToken ct)
    {
        using var rest = run.Rest();
        var answer = await rest.GetAsync("connections", ct);
        if (run.AsJson)
        {
            run.PrintJson(answer);
            return ExitCode.Clean;
        }

        var table = new TextTable("NAME", "PROTOCOL", "ADDRESS", "DATABASE~", "ACCESS", "TAGS~?");
        foreach (var c in rest.Read<UsableConnection[]>(answer))
            table.Add(c.Name, c.Protocol, $"{c.Host}:{c.Port}", c.Database ?? "any", c.Access == "approval" ? "on approval" : c.Access, string.Join(' ', (c.Tags ?? new Dictionary<string, string>()).Select(t => $"{t.Key}={t.Value}")));
        if (table.Count == 0) await run.Screen.Error.WriteLineAsync("There is no connection that you may use; ask whoever runs this gateway.");
        else run.Screen.Table(table);
        return ExitCode.Clean;
    }
}
