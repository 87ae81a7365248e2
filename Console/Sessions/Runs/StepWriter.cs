using System.Globalization;
using System.Text.Json;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>Writes steps and runs, a statement for each kind whatever their number.</summary>
internal static class StepWriter
{
    private const string Columns =
        """insert into steps ("SessionId", "Number", "Sequence", "At", "EndedAt", "Trace", "Run", "Thread", "Status", "Sent", "Received", "MaskedValues", "HeldAt", "DecidedAt", "Decision", "DecidedBy") """;

    private const string SqliteSteps = Columns + """
        select upper(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15
        from json_each({0}) where true on conflict do nothing
        """;

    private const string PostgresSteps = Columns + """
        select (value ->> 0)::uuid, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::timestamptz, (value ->> 4)::timestamptz, value ->> 5, value ->> 6, value ->> 7, (value ->> 8)::int,
        (value ->> 9)::bigint, (value ->> 10)::bigint, (value ->> 11)::bigint, (value ->> 12)::timestamptz, (value ->> 13)::timestamptz, value ->> 14, value ->> 15
        from jsonb_array_elements({0}::jsonb) as value on conflict do nothing
        """;

    private const string Change = """
        update steps set "EndedAt" = coalesce(news.new_ended, "EndedAt"), "Status" = coalesce("Status", news.new_status), "Sent" = coalesce("Sent" + news.new_sent, "Sent", news.new_sent),
        "Received" = coalesce("Received" + news.new_received, "Received", news.new_received), "MaskedValues" = "MaskedValues" + news.new_masked, "HeldAt" = coalesce(news.new_held, "HeldAt"),
        "DecidedAt" = coalesce(news.new_decided, "DecidedAt"), "Decision" = coalesce(news.new_decision, "Decision"), "DecidedBy" = case when news.new_decision is null then "DecidedBy" else news.new_deciders end
        """;

    private const string SqliteChange = Change + """
         from (select upper(value ->> 0) as new_session, value ->> 1 as new_number, value ->> 4 as new_ended, value ->> 8 as new_status, value ->> 9 as new_sent, value ->> 10 as new_received, value ->> 11 as new_masked,
        value ->> 12 as new_held, value ->> 13 as new_decided, value ->> 14 as new_decision, value ->> 15 as new_deciders from json_each({0})) as news
        where steps."SessionId" = news.new_session and steps."Number" = news.new_number
        """;

    private const string PostgresChange = Change + """
         from (select (value ->> 0)::uuid as new_session, (value ->> 1)::bigint as new_number, (value ->> 4)::timestamptz as new_ended, (value ->> 8)::int as new_status, (value ->> 9)::bigint as new_sent,
        (value ->> 10)::bigint as new_received, (value ->> 11)::bigint as new_masked, (value ->> 12)::timestamptz as new_held, (value ->> 13)::timestamptz as new_decided, value ->> 14 as new_decision, value ->> 15 as new_deciders
        from jsonb_array_elements({0}::jsonb) as value) as news
        where steps."SessionId" = news.new_session and steps."Number" = news.new_number
        """;

    private const string RunColumns = """insert into runs ("Key", "SessionId", "Kind", "Identity", "FirstAt", "LastAt", "Operations", "Denied") """;

    private const string AddToRun = """
         on conflict ("Key", "SessionId") do update set "LastAt" = case when excluded."LastAt" > runs."LastAt" then excluded."LastAt" else runs."LastAt" end,
        "Operations" = runs."Operations" + excluded."Operations", "Denied" = runs."Denied" + excluded."Denied"
        """;

    private const string SqliteRuns = RunColumns + "select value ->> 0, upper(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 from json_each({0}) where true" + AddToRun;

    private const string PostgresRuns = RunColumns + """
        select value ->> 0, (value ->> 1)::uuid, value ->> 2, value ->> 3, (value ->> 4)::timestamptz, (value ->> 5)::timestamptz, (value ->> 6)::bigint, (value ->> 7)::bigint
        from jsonb_array_elements({0}::jsonb) as value
        """ + AddToRun;

    private static readonly JsonSerializerOptions plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>In the order of the stretches: what became of a step comes after it.</summary>
    public static async Task WriteAsync(ConsoleDb db, IReadOnlyCollection<(SessionEntity Session, StepTally Tally)> tallies, CancellationToken cancellationToken)
    {
        var isPostgres = db is PostgresConsoleDb;
        await RunAsync(db, isPostgres ? PostgresSteps : SqliteSteps, tallies.SelectMany(t => t.Tally.Begun.Select(s => Row(t.Session, s, isPostgres))), cancellationToken);
        foreach (var (session, tally) in tallies) await RunAsync(db, isPostgres ? PostgresChange : SqliteChange, tally.Later.Select(s => Row(session, s, isPostgres)), cancellationToken);
        // One session may stand in a batch several times, and a statement must not meet a row twice. In the order of their keys: two consoles that write at once wait for each other, and never in a ring.
        var runs = tallies.SelectMany(t => t.Tally.Runs(t.Session)).GroupBy(r => (r.Key, r.SessionId)).OrderBy(g => g.Key.Key, StringComparer.Ordinal).ThenBy(g => g.Key.SessionId)
            .Select(g => new object?[]
            {
                g.Key.Key, g.Key.SessionId.ToString(), g.First().Kind, g.First().Identity, Moment(g.Min(r => r.FirstAt), isPostgres), Moment(g.Max(r => r.LastAt), isPostgres),
                g.Sum(r => r.Operations), g.Sum(r => r.Denied),
            });
        await RunAsync(db, isPostgres ? PostgresRuns : SqliteRuns, runs, cancellationToken);
    }

    // Of a request the first part is what was sent; what a statement has, all came back.
    private static object?[] Row(SessionEntity session, StepEntity s, bool isPostgres) =>
    [
        s.SessionId.ToString(), s.Number, s.Sequence, Moment(s.At, isPostgres), Moment(s.EndedAt, isPostgres), s.Trace, s.Run, s.Thread, s.Status, session.IsHttp ? s.Sent : null, session.IsHttp || s.Sent is null ? s.Received : s.Sent + (s.Received ?? 0), s.MaskedValues,
        Moment(s.HeldAt, isPostgres), Moment(s.DecidedAt, isPostgres), s.Decision?.ToString(), JsonColumn.Write(s.DecidedBy),
    ];

    private static object? Moment(DateTimeOffset? at, bool isPostgres) => at is not { } moment ? null : isPostgres ? moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : moment.UtcTicks;

    private static async Task RunAsync(ConsoleDb db, string sql, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var all = rows.ToList();
        if (all.Count > 0) await db.Database.ExecuteSqlRawAsync(sql, [JsonSerializer.Serialize(all, plain)], cancellationToken);
    }
}
