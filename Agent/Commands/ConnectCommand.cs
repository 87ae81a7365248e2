using System.CommandLine;
using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike connect</c>: ready-made lines with a short-lived token, or a local door that asks for none.</summary>
internal static class ConnectCommand
{
    /// <summary>Words of <c>--format</c>: what a shell evaluates, and the clients of the console's Connect page.</summary>
    private static readonly string[] formats = ["shell", .. ClientKit.All.SelectMany(k => k.Tools).Where(t => t.Word != "env").Select(t => t.Word).Distinct(), "dotenv"];

    public static Command Create()
    {
        var name = CallerCommand.ConnectionArgument();
        var open = new Option<bool>("--open") { Description = "Open a local door that needs no password, until Ctrl-C: it adds your token itself and renews it" };
        var port = new Option<int?>("--port") { HelpName = "N", Description = "With --open: the port on 127.0.0.1; by default a free one" };
        var format = new Option<string?>("--format") { HelpName = "WORD", Description = $"Print one form alone: {string.Join(", ", formats)}" };
        format.AcceptOnlyFromAmong(formats);
        var database = new Option<string?>("--database") { HelpName = "NAME", Description = "The database, where the connection names none itself" };
        var minutes = new Option<int>("--minutes") { HelpName = "N", Description = $"How long the token is good for, up to {ConnectionAccess.LongestMinutes}", DefaultValueFactory = static _ => ConnectionAccess.StandardMinutes };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > ConnectionAccess.LongestMinutes) result.AddError($"--minutes is from 1 to {ConnectionAccess.LongestMinutes}.");
        });
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535) result.AddError("--port is from 0 to 65535.");
        });
        var command = new CallerCommand(
            "connect",
            "Print what your client needs to connect, or open a local door that needs no password",
            [
                "hooplike connect shop                               # lines for psql, URI, JDBC and the environment",
                "eval \"$(hooplike connect shop --format shell)\"; psql    # the token is neither shown nor in the history",
                "hooplike connect shop --open --port 6432            # then: psql -h 127.0.0.1 -p 6432",
                "hooplike connect shop --json | jq -r .uri",
                "eval \"$(hooplike connect models --format shell)\"; node agent.mjs    # OPENAI_BASE_URL and OPENAI_API_KEY point at the gateway",
            ],
            (run, ct) => run.Parsed.GetValue(open)
                ? DoorRun.RunAsync(run, run.Parsed.GetRequiredValue(name), run.Parsed.GetValue(port), run.Parsed.GetValue(database), run.Parsed.GetValue(minutes), ct)
                : PrintAsync(run, run.Parsed.GetRequiredValue(name), run.Parsed.GetValue(format), run.Parsed.GetValue(database), run.Parsed.GetValue(minutes), ct),
            "Printed are the address, the certificate authority, and a short-lived token for this connection alone. With --open nothing is printed that must be kept secret: "
            + "the door listens on 127.0.0.1 and on a Unix socket in a directory of your own. On Linux it asks the kernel who is at the other end and refuses other users of this machine. "
            + "Elsewhere it cannot ask: there it opens the socket only, and the port only if --port says which, which any user of the machine can then use.")
        {
            name, open, port, format, database, minutes,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(open) && result.GetValue(format) is not null) result.AddError("--format is for lines to print; with --open there are none.");
            if (!result.GetValue(open) && result.GetValue(port) is not null) result.AddError("--port goes with --open.");
        });
        return command.Complete();
    }

    private static async Task<int> PrintAsync(CallerRun run, string name, string? format, string? database, int minutes, CancellationToken ct)
    {
        var way = await run.Connections.FindAsync(name, [.. ClientKit.All.Select(k => k.Protocol)], ct);
        var kit = ClientKit.Of(way.Connection.Protocol)!;
        var target = way.Target(database);
        var tool = format is null or "shell" ? null : kit.Tools.FirstOrDefault(t => t.Word == (format == "dotenv" ? "env" : format))
            ?? throw new CallerFailure($"{Plain.Text(name)} speaks {kit.Protocol}; for it there are the formats shell, {string.Join(", ", kit.Tools.Select(t => t.Word == "env" ? "dotenv" : t.Word))}.", CallerFailureKind.WrongUsage);
        var token = await run.Connections.IssueAsync(name, minutes, ct);
        var output = run.Screen.Output;
        if (run.AsJson) run.PrintJson(kit.Protocol == "http" ? HttpJson(way.Connection, target, token) : Json(way.Connection, target, token));
        else if (format == "shell") foreach (var line in kit.Exports(target, token.Token)) await output.WriteLineAsync(line);
        else if (tool is not null) await output.WriteLineAsync(tool.Write(target, token.Token));
        else if (kit.Protocol == "http") ConnectLines.WriteHttp(run.Screen, way.Connection, target, token, run.Time.GetUtcNow());
        else ConnectLines.Write(run.Screen, way.Connection, target, token, run.Time.GetUtcNow());
        if (way.Connection.Access == "approval") await run.Screen.Error.WriteLineAsync($"Connecting waits for an approval. To ask ahead: hooplike request {Plain.Text(name)} --minutes 60 --reason \"...\" --wait");
        return ExitCode.Clean;
    }

    private static object HttpJson(UsableConnection connection, ClientTarget target, IssuedToken token) => new
    {
        connection = connection.Name,
        url = HttpClientLines.Url(target),
        token = token.Token,
        expiresAt = token.ExpiresAt,
        authority = target.AuthorityFile,
    };

    private static object Json(UsableConnection connection, ClientTarget target, IssuedToken token) => new
    {
        connection = connection.Name,
        host = target.Host,
        port = target.Port,
        database = target.Database,
        user = target.User,
        password = token.Token,
        expiresAt = token.ExpiresAt,
        sslMode = target.SslMode,
        sslRootCertificate = target.AuthorityFile,
        uri = ClientLines.Url(target, token.Token),
        jdbc = ClientLines.Jdbc(target, token.Token),
        environment = PsqlProcess.Settings(target, new Secret(token.Token)).ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
    };
}
