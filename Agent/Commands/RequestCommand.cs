using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike request</c>: asks ahead for access to a connection that needs an approval.</summary>
internal static class RequestCommand
{
    private static readonly TimeSpan lookInterval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var name = CallerCommand.ConnectionArgument();
        var minutes = new Option<int>("--minutes") { HelpName = "N", Description = "How long you need it", Required = true };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "What for; the approver reads it", Required = true };
        var wait = new Option<bool>("--wait") { Description = "Wait for the decision: exit code 0 when approved, 1 when not" };
        return new CallerCommand(
            "request",
            "Ask for access to a connection for some time",
            ["hooplike request vault --minutes 30 --reason \"incident 4711\" --wait && hooplike psql vault"],
            (run, ct) => RunAsync(run, run.Parsed.GetRequiredValue(name), run.Parsed.GetRequiredValue(minutes), run.Parsed.GetRequiredValue(reason), run.Parsed.GetValue(wait), ct),
            "Approvers are told; while the grant is open you connect as usual.")
        {
            name, minutes, reason, wait,
        }.Complete();
    }

    private static async Task<int> RunAsync(CallerRun run, string name, int minutes, string reason, bool wait, CancellationToken ct)
    {
        using var rest = run.Rest();
        var answer = await rest.PostAsync("access-requests", new { connection = name, minutes, reason }, ct);
        var ticket = rest.Read<Ticket>(answer);
        var remarks = run.AsJson ? run.Screen.Error : run.Screen.Output;
        await remarks.WriteLineAsync($"Asked for {Plain.Text(name)} for {minutes} minutes: {rest.Caller.Console.At($"approvals/{ticket.Id}")}, to be decided by {ticket.Required} of {Plain.Text(string.Join(", ", ticket.ApproverGroups ?? []))}.");
        while (wait && ticket.IsPending)
        {
            await Task.Delay(lookInterval, run.Time, ct);
            answer = await rest.GetAsync($"approvals/{ticket.Id}", ct);
            ticket = rest.Read<Ticket>(answer);
        }

        if (run.AsJson) run.PrintJson(answer);
        if (!wait) return ExitCode.Clean;
        var said = string.IsNullOrWhiteSpace(ticket.DecisionReason) ? "" : $" {Plain.Text(ticket.DecisionReason)}";
        if (!run.AsJson) await run.Screen.Output.WriteLineAsync($"{TicketWords.Status(run.Screen, ticket)}{said}{(ticket.GrantExpiresAt is { } end ? $" until {end.ToLocalTime():HH:mm}" : "")}");
        return ticket.Status.Equals("approved", StringComparison.OrdinalIgnoreCase) || ticket.Status.Equals("used", StringComparison.OrdinalIgnoreCase) ? ExitCode.Clean : ExitCode.Failure;
    }
}
