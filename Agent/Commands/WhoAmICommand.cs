using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike whoami</c>: as whom the console sees the caller.</summary>
internal static class WhoAmICommand
{
    public static Command Create() => new CallerCommand(
        "whoami",
        "Show as whom the console sees you",
        ["hooplike whoami", "hooplike whoami --json | jq -r .name"],
        RunAsync).Complete();

    private static async Task<int> RunAsync(CallerRun run, CancellationToken ct)
    {
        using var rest = run.Rest();
        var me = rest.Read<Myself>(await rest.GetAsync("whoami", ct));
        var expiresAt = rest.Caller.SignIn?.ExpiresAt;
        if (run.AsJson)
        {
            run.PrintJson(new { console = rest.Caller.Console.Text, me.Name, me.Kind, me.Groups, me.Roles, me.ProvenBy, me.Connection, me.Actors, expiresAt });
            return ExitCode.Clean;
        }

        var output = run.Screen.Output;
        await output.WriteLineAsync($"name      {run.Screen.Bold(Plain.Text(me.Name))} ({Plain.Text(me.Kind)})");
        if (me.Actors is { Count: > 0 } actors) await output.WriteLineAsync($"via       {Plain.Text(string.Join(" via ", actors.Reverse()))}");
        await output.WriteLineAsync($"groups    {Plain.Text(string.Join(", ", me.Groups))}");
        await output.WriteLineAsync($"roles     {Plain.Text(string.Join(", ", me.Roles))}");
        if (me.Connection is { } connection) await output.WriteLineAsync($"only for  {Plain.Text(connection)}");
        await output.WriteLineAsync($"console   {rest.Caller.Console.Text}");
        await output.WriteLineAsync(rest.Caller.SignIn is null ? $"by        {Caller.TokenVariable}" : expiresAt is { } end ? $"until     {end.ToLocalTime():yyyy-MM-dd HH:mm}" : "until     the console ends it");
        return ExitCode.Clean;
    }
}
