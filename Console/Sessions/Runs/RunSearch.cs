using System.Collections.Immutable;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>A run as a line of a list: what all sessions that the viewer may see have of it.</summary>
/// <param name="Kind"><c>run</c>, <c>thread</c> or <c>trace</c>.</param>
public sealed record RunLine(string Key, string Kind, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Operations, long Denied, ImmutableArray<string> Callers, ImmutableArray<string> Connections);

/// <summary>Finds runs, the one that did something last first, page by page; it never counts.</summary>
public sealed class RunSearch(ConsoleDbFactory databases)
{
    /// <param name="text">Part of an id or of the name of who calls; null for all.</param>
    /// <param name="own">The only identity whose sessions the asker may see; null for all.</param>
    /// <param name="after">The last run of the page before.</param>
    public async Task<IReadOnlyList<RunLine>> FindAsync(string? text, string? own, (DateTimeOffset At, string Key)? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var visible = Visible(db, own);
        var steps = RunTimeline.Visible(db, own);
        // One line a run, by its last session; a trace that belongs to a run is that run's.
        var newest = visible.Where(r => !visible.Any(n => n.Key == r.Key && (n.LastAt > r.LastAt || (n.LastAt == r.LastAt && n.SessionId.CompareTo(r.SessionId) > 0))))
            .Where(r => r.Kind != "trace" || !steps.Any(s => s.Trace == r.Key && (s.Run != null || s.Thread != null)));
        if (!string.IsNullOrWhiteSpace(text)) newest = db.WhereContains(newest, r => r.Key + " " + r.Identity, text.Trim());
        if (after is { } a) newest = newest.Where(r => r.LastAt < a.At || (r.LastAt == a.At && string.Compare(r.Key, a.Key) < 0));
        var keys = await newest.OrderByDescending(r => r.LastAt).ThenByDescending(r => r.Key).Take(limit).Select(r => r.Key).ToListAsync(cancellationToken);
        var parts = await visible.Where(r => keys.Contains(r.Key)).Join(db.Set<SessionEntity>().AsNoTracking(), r => r.SessionId, s => s.Id, (r, s) => new { Run = r, Session = s }).ToListAsync(cancellationToken);
        return
        [
            .. keys.Select(key => parts.Where(p => p.Run.Key == key).OrderBy(p => p.Run.FirstAt).ToList()).Where(of => of.Count > 0).Select(of => new RunLine(
                of[0].Run.Key, of[0].Run.Kind, of.Min(p => p.Run.FirstAt), of.Max(p => p.Run.LastAt), of.Sum(p => p.Run.Operations), of.Sum(p => p.Run.Denied),
                [.. of.Select(p => p.Session.Caller).Distinct(StringComparer.Ordinal)], [.. of.Select(p => p.Session.Connection).Distinct(StringComparer.Ordinal)])),
        ];
    }

    private static IQueryable<RunEntity> Visible(ConsoleDb db, string? own)
    {
        var runs = db.Set<RunEntity>().AsNoTracking();
        if (own is null) return runs;
        var sessions = db.Set<SessionEntity>().WhereInvolved(s => s.Identity, s => s.Actors, own).Select(s => s.Id);
        return runs.Where(r => sessions.Contains(r.SessionId));
    }
}
