using System.Globalization;
using System.Text.Json;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Adds up a batch of tallies and adds the sums to the store: one statement for the minutes, one for the policies.</summary>
internal static class ActivityWriter
{
    private const string MinuteColumns = """insert into activity ("Minute", "Connection", "Operations", "Denied", "Held", "MaskedValues") """;

    private const string AddToMinute = """
         on conflict ("Minute", "Connection") do update set
        "Operations" = activity."Operations" + excluded."Operations", "Denied" = activity."Denied" + excluded."Denied",
        "Held" = activity."Held" + excluded."Held", "MaskedValues" = activity."MaskedValues" + excluded."MaskedValues"
        """;

    // "where true" tells SQLite's parser that the "on" to come belongs to no join.
    private const string SqliteMinutes = MinuteColumns + "select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each({0}) where true" + AddToMinute;

    private const string PostgresMinutes = MinuteColumns + """
        select (value ->> 0)::timestamptz, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::bigint, (value ->> 4)::bigint, (value ->> 5)::bigint
        from jsonb_array_elements({0}::jsonb) as value
        """ + AddToMinute;

    private const string PolicyColumns = """insert into policy_activity ("Policy", "Verdict", "Count", "LastAt", "LastSession", "LastSequence") """;

    private const string AddToPolicy = """
         on conflict ("Policy", "Verdict") do update set "Count" = policy_activity."Count" + excluded."Count",
        "LastSession" = case when excluded."LastAt" >= policy_activity."LastAt" then excluded."LastSession" else policy_activity."LastSession" end,
        "LastSequence" = case when excluded."LastAt" >= policy_activity."LastAt" then excluded."LastSequence" else policy_activity."LastSequence" end,
        "LastAt" = case when excluded."LastAt" >= policy_activity."LastAt" then excluded."LastAt" else policy_activity."LastAt" end
        """;

    private const string SqlitePolicies = PolicyColumns + "select value ->> 0, value ->> 1, value ->> 2, value ->> 3, upper(value ->> 4), value ->> 5 from json_each({0}) where true" + AddToPolicy;

    private const string PostgresPolicies = PolicyColumns + """
        select value ->> 0, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::timestamptz, (value ->> 4)::uuid, (value ->> 5)::bigint
        from jsonb_array_elements({0}::jsonb) as value
        """ + AddToPolicy;

    public static async Task WriteAsync(ConsoleDb db, IReadOnlyCollection<(SessionEntity Session, ActivityTally Tally)> tallies, CancellationToken cancellationToken)
    {
        var isPostgres = db is PostgresConsoleDb;
        // In the order of their keys: two consoles that write at once wait for each other, and never in a ring.
        var minutes = tallies.SelectMany(t => t.Tally.Minutes.Select(m => (Minute: m.Key, t.Session.Connection, Sums: m.Value)))
            .GroupBy(m => (m.Minute, m.Connection)).OrderBy(g => g.Key.Minute).ThenBy(g => g.Key.Connection, StringComparer.Ordinal)
            .Select(g => new object[] { Moment(g.Key.Minute, isPostgres), g.Key.Connection, g.Sum(m => m.Sums.Operations), g.Sum(m => m.Sums.Denied), g.Sum(m => m.Sums.Held), g.Sum(m => m.Sums.MaskedValues) });
        await RunAsync(db, isPostgres ? PostgresMinutes : SqliteMinutes, [.. minutes], cancellationToken);
        var policies = tallies.SelectMany(t => t.Tally.Policies.Select(p => (p.Policy, p.Verdict, p.Sums, t.Session.Id)))
            .GroupBy(p => (p.Policy, p.Verdict)).OrderBy(g => g.Key.Policy, StringComparer.Ordinal).ThenBy(g => g.Key.Verdict, StringComparer.Ordinal)
            .Select(g => (g.Key, Count: g.Sum(p => p.Sums.Count), Last: g.MaxBy(p => p.Sums.LastAt)))
            .Select(p => new object[] { p.Key.Policy, p.Key.Verdict, p.Count, Moment(p.Last.Sums.LastAt.UtcTicks, isPostgres), p.Last.Id.ToString(), p.Last.Sums.LastSequence });
        await RunAsync(db, isPostgres ? PostgresPolicies : SqlitePolicies, [.. policies], cancellationToken);
    }

    private static object Moment(long ticks, bool isPostgres) => isPostgres ? new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture) : ticks;

    private static Task RunAsync(ConsoleDb db, string sql, object[][] rows, CancellationToken cancellationToken) =>
        rows.Length == 0 ? Task.CompletedTask : db.Database.ExecuteSqlRawAsync(sql, [JsonSerializer.Serialize(rows)], cancellationToken);
}
