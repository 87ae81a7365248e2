using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike approvals</c>: what waits for a decision.</summary>
internal static class ApprovalsCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "One ticket in full; a short unique beginning of its id will do", Arity = ArgumentArity.ZeroOrOne, HelpName = "ID" };
        var status = new Option<string>("--status") { HelpName = "WORD", Description = "pending, approved, denied, expired, withdrawn, revoked, used, or all", DefaultValueFactory = static _ => "pending" };
        var limit = new Option<int>("--limit") { HelpName = "N", Description = "At most so many, newest first", DefaultValueFactory = static _ => 50 };
        status.AcceptOnlyFromAmong("pending", "approved", "denied", "expired", "withdrawn", "revoked", "used", "all");
        return new CallerCommand(
            "approvals",
            "List what waits for a decision, or show one ticket in full",
            ["hooplike approvals", "hooplike approvals 3f2a          # one of them in full", "hooplike approvals --status all --json"],
            (run, ct) => run.Parsed.GetValue(id) is { } prefix ? ShowAsync(run, prefix, ct) : ListAsync(run, run.Parsed.GetValue(status)!, Math.Max(1, run.Parsed.GetValue(limit)), ct),
            "Newest first: what is yours to decide as an approver, all of it as auditor or admin.")
        {
            id, status, limit,
        }.Complete();
    }

    private static async Task<int> ListAsync(CallerRun run, string status, int limit, CancellationToken ct)
    {
        using var rest = run.Rest();
        var found = await rest.ListAsync("approvals", status == "all" ? "" : "?status=" + Uri.EscapeDataString(status), limit, ct);
        if (run.AsJson)
        {
            run.PrintJson(found);
            return ExitCode.Clean;
        }

        var now = run.Time.GetUtcNow();
        var table = new TextTable("ID", "STATUS", "WHO~", "CONNECTION", "OPERATION~", "ROWS?", "ENDS");
        foreach (var t in found.Select(rest.Read<Ticket>))
            table.Add(TicketWords.ShortId(t.Id), t.Status.ToLowerInvariant(), t.Who, t.Connection, t.Operation, (t.Impact?.Transaction?.Writes.Sum(w => w.Rows ?? 0) ?? t.Impact?.EstimatedRows)?.ToString() ?? "", t.IsPending ? Span.Until(now, t.ExpiresAt) : "");
        if (table.Count == 0) await run.Screen.Error.WriteLineAsync(status == "pending" ? "Nothing waits." : "There is nothing.");
        else run.Screen.Table(table);
        return ExitCode.Clean;
    }

    private static async Task<int> ShowAsync(CallerRun run, string prefix, CancellationToken ct)
    {
        using var rest = run.Rest();
        var id = await TicketSearch.FindAsync(rest, prefix, pendingOnly: false, ct);
        var answer = await rest.GetAsync($"approvals/{id}", ct);
        if (run.AsJson) run.PrintJson(answer);
        else TicketWords.Write(run.Screen, rest.Read<Ticket>(answer), run.Time.GetUtcNow());
        return ExitCode.Clean;
    }
}
