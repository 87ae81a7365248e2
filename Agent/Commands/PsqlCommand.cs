using System.CommandLine;
using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike psql</c>: the ordinary psql, signed in.</summary>
internal static class PsqlCommand
{
    public static Command Create()
    {
        var name = CallerCommand.ConnectionArgument();
        var database = new Option<string?>("--database") { HelpName = "NAME", Description = "The database, where the connection names none itself" };
        var rest = new Argument<string[]>("ARGS") { Description = "Arguments for psql, behind --", Arity = ArgumentArity.ZeroOrMore };
        return new CallerCommand(
            "psql",
            "Run the ordinary psql on a connection",
            ["hooplike psql shop", "hooplike psql shop -- -c 'select count(*) from orders'", "hooplike psql shop -- -qAtX < report.sql"],
            (run, ct) => RunAsync(run, run.Parsed.GetRequiredValue(name), run.Parsed.GetValue(database), run.Parsed.GetValue(rest) ?? [], ct),
            "The token goes to psql in its environment, never as an argument. Ctrl-C cancels the query. The exit code is psql's own, once it has started.")
        {
            name, rest, database,
        }.Complete();
    }

    private static async Task<int> RunAsync(CallerRun run, string name, string? database, string[] arguments, CancellationToken ct)
    {
        if (run.AsJson) throw new CallerFailure("psql prints what it prints: for JSON, ask it for some (-c \"select json_agg(t) from t\").", CallerFailureKind.WrongUsage);
        var way = await run.Connections.FindAsync(name, ConnectionAccess.Postgres, ct);
        var token = await run.Connections.IssueAsync(name, ConnectionAccess.StandardMinutes, ct);
        return await PsqlProcess.RunAsync(way.Target(database), new Secret(token.Token), arguments);
    }
}
