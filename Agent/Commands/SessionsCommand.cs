using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike sessions</c>: what was done, newest first.</summary>
internal static class SessionsCommand
{
    public static Command Create()
    {
        var connection = new Option<string?>("--connection") { HelpName = "NAME", Description = "On this connection only" };
        connection.CompletionSources.Add(static _ => new ConnectionNames(new CallerChoice(Environment.GetEnvironmentVariable, null, false, TimeProvider.System), TimeProvider.System).Read());
        var identity = new Option<string?>("--identity") { HelpName = "NAME", Description = "Of this person or service account only" };
        var words = new Option<string?>("--q") { HelpName = "WORDS", Description = "With these words in what was run" };
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "At most so many", DefaultValueFactory = static _ => 20 };
        var live = new Option<bool>("--live") { Description = "That go on now" };
        return new CallerCommand(
            "sessions",
            "List recorded sessions, newest first: your own, or everybody's as auditor or admin",
            ["hooplike sessions", "hooplike sessions --connection shop --q payouts", "hooplike sessions --live --json"],
            (run, ct) => RunAsync(run, Query(run.Parsed.GetValue(connection), run.Parsed.GetValue(identity), run.Parsed.GetValue(words), run.Parsed.GetValue(live)), Math.Max(1, run.Parsed.GetValue(limit)), ct))
        {
            connection, identity, words, limit, live,
        }.Complete();
    }

    private static async Task<int> RunAsync(CallerRun run, string query, int limit, CancellationToken ct)
    {
        using var rest = run.Rest();
        var found = await rest.ListAsync("sessions", query, limit, ct);
        if (run.AsJson)
        {
            run.PrintJson(found);
            return ExitCode.Clean;
        }

        var now = run.Time.GetUtcNow();
        var table = new TextTable("STARTED", "LASTED", "WHO~", "CONNECTION", "STATEMENTS", "DENIED", "HELD", "MASKED?", "END~?", "ID?");
        foreach (var s in found.Select(rest.Read<RecordedSession>))
            table.Add($"{s.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}", Span.Of((s.EndedAt ?? now) - s.StartedAt), s.Identity, s.Connection, $"{s.Operations}", $"{s.Denied}", $"{s.Held}", $"{s.MaskedValues}", s.EndedAt is null ? "goes on" : s.End, s.Id.ToString());
        if (table.Count == 0) await run.Screen.Error.WriteLineAsync("There is no such session for you.");
        else run.Screen.Table(table);
        return ExitCode.Clean;
    }

    private static string Query(string? connection, string? identity, string? words, bool live)
    {
        (string Name, string? Value)[] asked = [("connection", connection), ("identity", identity), ("q", words), ("live", live ? "true" : null)];
        var query = string.Join('&', asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }
}
