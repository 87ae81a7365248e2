using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary>Tickets for people at a terminal.</summary>
internal static class TicketWords
{
    public static string ShortId(Guid id) => id.ToString("N")[..8];

    public static string Status(Screen screen, Ticket ticket) => ticket.Status.ToLowerInvariant() switch
    {
        "approved" or "used" => screen.Green("Approved:"),
        "denied" => screen.Red("Denied:"),
        "pending" => screen.Yellow("Pending:"),
        var other => Plain.Text($"{char.ToUpperInvariant(other[0])}{other[1..]}:"),
    };

    public static void Write(Screen screen, Ticket t, DateTimeOffset now)
    {
        var output = screen.Output;
        output.WriteLine($"{Status(screen, t)} {t.Id}");
        output.WriteLine($"who         {Plain.Text(t.Who)}");
        output.WriteLine($"where       {Plain.Text(t.Connection)}");
        output.WriteLine($"why         policy {Plain.Text(t.Policy)}{(t.Reason is null ? "" : $"; the asker says: {Plain.Text(t.Reason)}")}");
        if (t.Impact is { } i)
        {
            string?[] parts = [$"{Words(i.Kinds)}{(i.Tables is { Count: > 0 } ? " on " + Words(i.Tables) : "")}", i.WithoutWhere ? screen.Red("WITHOUT WHERE") : null, i.Transaction is { } held ? Counted(held) : i.EstimatedRows is { } rows ? $"about {rows} rows" : null];
            output.WriteLine($"touches     {string.Join(", ", parts.Where(p => !string.IsNullOrEmpty(p)))}");
        }

        output.WriteLine($"approvers   {t.Required} of {Words(t.ApproverGroups)}");
        foreach (var vote in t.Votes ?? []) output.WriteLine($"vote        {Plain.Text(vote.Approver)}: {(vote.Approves ? "yes" : "no")}{(vote.Reason is null ? "" : $", {Plain.Text(vote.Reason)}")}");
        output.WriteLine($"asked       {t.RequestedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}{(t.IsPending ? $", ends in {Span.Until(now, t.ExpiresAt)}" : "")}");
        if (t.GrantExpiresAt is { } end) output.WriteLine($"granted     until {end.ToLocalTime():yyyy-MM-dd HH:mm}");
        output.WriteLine();
        if (t.Impact?.Transaction is { } transaction) TransactionWords.Write(output, transaction);
        else output.WriteLine(Plain.Lines(t.Operation));
    }

    /// <summary>Rows of a transaction that is held at COMMIT.</summary>
    public static string Counted(TransactionImpact held) => $"{TransactionCount.InWords(held)}, held at COMMIT since {held.OpenSince.ToLocalTime():HH:mm:ss}";

    private static string Words(IReadOnlyList<string>? words) => Plain.Text(string.Join(", ", words ?? []));
}

/// <summary>Durations in a few characters.</summary>
internal static class Span
{
    public static string Until(DateTimeOffset now, DateTimeOffset end) => Of(end - now);

    public static string Of(TimeSpan span) => span switch
    {
        { Ticks: <= 0 } => "over",
        { TotalMinutes: < 1 } => $"{span.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} d {span.Hours} h",
    };
}
