using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>What happened in one step of a chart.</summary>
/// <param name="At">Where the step begins.</param>
public sealed record ActivityPoint(DateTimeOffset At, long Operations, long Denied, long Held, long MaskedValues);

/// <summary>Activity over time in equal steps, quiet ones included.</summary>
/// <param name="Step">Length of one step; a whole number of minutes.</param>
public sealed record ActivitySeries(TimeSpan Step, IReadOnlyList<ActivityPoint> Points)
{
    /// <summary>All of it in one.</summary>
    public ActivityPoint Total => new(Points[0].At, Points.Sum(p => p.Operations), Points.Sum(p => p.Denied), Points.Sum(p => p.Held), Points.Sum(p => p.MaskedValues));
}

/// <summary>Reads what happened per minute, as a chart wants it.</summary>
public sealed class ActivityLog(ConsoleDbFactory databases)
{
    private const int MostPoints = 120;

    private static readonly int[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080];

    private const string Sqlite = """
        select ("Minute" - {0}) / {2} as "Step", sum("Operations") as "Operations", sum("Denied") as "Denied", sum("Held") as "Held", sum("MaskedValues") as "MaskedValues"
        from activity where "Minute" >= {0} and "Minute" < {1} and ({3} is null or "Connection" = {3}) group by 1
        """;

    private const string Postgres = """
        select floor(extract(epoch from ("Minute" - {0})) / {2})::bigint as "Step", sum("Operations")::bigint as "Operations", sum("Denied")::bigint as "Denied",
        sum("Held")::bigint as "Held", sum("MaskedValues")::bigint as "MaskedValues"
        from activity where "Minute" >= {0} and "Minute" < {1} and ({3}::text is null or "Connection" = {3}) group by 1
        """;

    /// <summary>Activity from the step that <paramref name="from"/> lies in to <paramref name="to"/>, in at most about 120 steps.</summary>
    /// <param name="connection">Null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is not after <paramref name="from"/>.</exception>
    public async Task<ActivitySeries> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? connection, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        var step = StepFor(to - from);
        var start = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % step.Ticks), TimeSpan.Zero);
        await using var db = databases.CreateDbContext();
        // What the store gives of the steps is sorted here: there are few.
        var query = db is PostgresConsoleDb
            ? db.Database.SqlQueryRaw<Sums>(Postgres, start, to.ToUniversalTime(), (long)step.TotalSeconds, Connection(connection))
            : db.Database.SqlQueryRaw<Sums>(Sqlite, start.UtcTicks, to.UtcTicks, step.Ticks, Connection(connection));
        var found = (await query.ToListAsync(cancellationToken)).ToDictionary(s => s.Step);
        var count = (int)Math.Ceiling((to - start) / step);
        return new ActivitySeries(step, [.. Enumerable.Range(0, count).Select(n => Point(start + (n * step), found.GetValueOrDefault(n)))]);
    }

    /// <summary>Whether a value was ever masked in what is remembered.</summary>
    public async Task<bool> EverMaskedAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<ActivityEntity>().AnyAsync(a => a.MaskedValues > 0, cancellationToken);
    }

    private static TimeSpan StepFor(TimeSpan span) => TimeSpan.FromMinutes(steps.FirstOrDefault(s => span.TotalMinutes / s <= MostPoints, steps[^1]));

    private static object Connection(string? name) => name is null ? DBNull.Value : name;

    private static ActivityPoint Point(DateTimeOffset at, Sums? sums) => sums is null ? new(at, 0, 0, 0, 0) : new(at, sums.Operations, sums.Denied, sums.Held, sums.MaskedValues);

    private sealed record Sums(long Step, long Operations, long Denied, long Held, long MaskedValues);
}
