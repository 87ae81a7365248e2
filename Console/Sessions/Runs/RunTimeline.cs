using HoopLike.Console.Data;
using HoopLike.Console.Sessions.Replay;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>An operation of a run, with the session that it stands in.</summary>
public sealed record RunStep(StepEntity Step, OperationLine Operation, SessionEntity Session);

/// <summary>All that a run did, over all connections, in the order of time.</summary>
public sealed class RunTimeline(ConsoleDbFactory databases)
{
    /// <summary>Traces of one run that are followed to operations which name only the trace.</summary>
    private const int MostTraces = 500;

    /// <summary>What names this id as its run, thread or trace; and of a run or thread what names only a trace of it.</summary>
    /// <param name="own">The only identity whose sessions the asker may see; null for all.</param>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<RunStep>> ReadAsync(string key, string? own, RunStep? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var visible = Visible(db, own);
        var traces = await visible.Where(s => (s.Run == key || s.Thread == key) && s.Trace != null).Select(s => s.Trace).Distinct().Take(MostTraces).ToListAsync(cancellationToken);
        var steps = visible.Where(s => s.Run == key || s.Thread == key || s.Trace == key || (s.Run == null && s.Thread == null && traces.Contains(s.Trace)));
        if (after?.Step is { } last)
        {
            var (at, session, number) = (last.At, last.SessionId, last.Number);
            steps = steps.Where(s => s.At > at || (s.At == at && (s.SessionId.CompareTo(session) > 0 || (s.SessionId == session && s.Number > number))));
        }

        var page = await steps.OrderBy(s => s.At).ThenBy(s => s.SessionId).ThenBy(s => s.Number).Take(limit)
            .Join(db.Set<SessionEntity>().AsNoTracking(), s => s.SessionId, s => s.Id, (step, session) => new { Step = step, Session = session })
            .Join(db.Set<OperationEntity>().AsNoTracking(), s => new { s.Step.SessionId, s.Step.Sequence }, o => new { o.SessionId, o.Sequence }, (s, o) => new
            {
                s.Step, s.Session, Operation = new OperationLine(o.Sequence, o.Number, o.At, o.Text.Substring(0, OperationLine.TextLimit), o.Verdict, o.Policy),
            }).ToListAsync(cancellationToken);
        return [.. page.Select(p => new RunStep(p.Step, p.Operation, p.Session)).OrderBy(p => p.Step.At).ThenBy(p => p.Step.SessionId.ToString(), StringComparer.Ordinal).ThenBy(p => p.Step.Number)];
    }

    internal static IQueryable<StepEntity> Visible(ConsoleDb db, string? own)
    {
        var steps = db.Set<StepEntity>().AsNoTracking();
        if (own is null) return steps;
        var sessions = db.Set<SessionEntity>().WhereInvolved(s => s.Identity, s => s.Actors, own).Select(s => s.Id);
        return steps.Where(s => sessions.Contains(s.SessionId));
    }
}
