using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike approve ID</c> and <c>hooplike deny ID</c>.</summary>
internal static class DecisionCommand
{
    public static Command Approve() => Create("approve", "Let a held statement or an access request go on; never your own", "hooplike approve 3f2a --reason \"as agreed in the change meeting\"");

    public static Command Deny() => Create("deny", "Refuse a held statement or an access request", "hooplike deny 3f2a --reason \"use the report database\"");

    private static CallerCommand Create(string word, string description, string example)
    {
        var id = new Argument<string>("ID") { Description = "The ticket; a short unique beginning of its id will do. hooplike approvals lists them" };
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Shown to who asked, and kept in the audit log" };
        return new CallerCommand(word, description, [$"hooplike {word} 3f2a", example], (run, ct) => DecideAsync(run, word, run.Parsed.GetRequiredValue(id), run.Parsed.GetValue(reason), ct))
        {
            id, reason,
        }.Complete();
    }

    private static async Task<int> DecideAsync(CallerRun run, string word, string prefix, string? reason, CancellationToken ct)
    {
        using var rest = run.Rest();
        var id = await TicketSearch.FindAsync(rest, prefix, pendingOnly: true, ct);
        var answer = await rest.PostAsync($"approvals/{id}/{word}", new { reason }, ct);
        if (run.AsJson)
        {
            run.PrintJson(answer);
            return ExitCode.Clean;
        }

        var ticket = rest.Read<Ticket>(answer);
        var votes = ticket.Votes?.Count(v => v.Approves) ?? 0;
        await run.Screen.Output.WriteLineAsync(ticket.IsPending
            ? $"Your vote counts: {votes} of {ticket.Required} have approved {Plain.Text(ticket.Who)} on {Plain.Text(ticket.Connection)}."
            : $"{TicketWords.Status(run.Screen, ticket)} {Plain.Text(ticket.Who)} on {Plain.Text(ticket.Connection)}: {Plain.Text(ticket.Operation)}");
        return ExitCode.Clean;
    }
}
