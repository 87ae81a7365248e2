using System.Threading.Channels;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions.Runs;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>What to write for one session.</summary>
/// <param name="From">The first sequence in <paramref name="Digest"/>: the index must reach up to just before it.</param>
internal sealed record IndexWork(Guid Session, long From, SessionDigest Digest, Guid? AgentMember, SessionEnd? End)
{
    public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Verified">Chain and signature hold, and the key is one that is enrolled under the agent's name; null where nobody said which are.</param>
internal sealed record SessionEnd(DateTimeOffset At, string Reason, bool? Verified);

/// <summary>Writes to the sessions' index: what waits goes into one transaction, so that many agents at once cost few of them.</summary>
public sealed class SessionIndexer(ConsoleDbFactory databases) : BackgroundService
{
    private const int MostAtOnce = 64;
    private readonly Channel<IndexWork> queue = Channel.CreateBounded<IndexWork>(1024);

    /// <summary>False when the index is not where the work begins: the caller reads from the recording what is missing.</summary>
    internal async Task<bool> WriteAsync(IndexWork work, CancellationToken cancellationToken)
    {
        await queue.Writer.WriteAsync(work, cancellationToken);
        return await work.Done.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<IndexWork>(MostAtOnce);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            batch.Clear();
            while (batch.Count < MostAtOnce && queue.Reader.TryRead(out var work)) batch.Add(work);
            await WriteAsync(batch, stoppingToken);
        }
    }

    private async Task WriteAsync(List<IndexWork> batch, CancellationToken stop)
    {
        try
        {
            var written = await databases.WriteAsync(db => WriteAsync(db, batch, stop), stop);
            for (var i = 0; i < batch.Count; i++) batch[i].Done.TrySetResult(written[i]);
        }
        catch (Exception) when (batch.Count > 1 && !stop.IsCancellationRequested)
        {
            // One that cannot be written must not keep the others from it.
            foreach (var work in batch) await WriteAsync([work], stop);
        }
        catch (Exception e)
        {
            foreach (var work in batch) work.Done.TrySetException(e);
        }
    }

    private static async Task<bool[]> WriteAsync(ConsoleDb db, List<IndexWork> batch, CancellationToken stop)
    {
        var ids = batch.Select(w => w.Session).Distinct().ToArray();
        var sessions = (await db.Set<SessionEntity>().Where(s => ids.Contains(s.Id)).ToListAsync(stop)).ToDictionary(s => s.Id);
        var operations = new List<OperationEntity>();
        var activity = new List<(SessionEntity, ActivityTally)>();
        var steps = new List<(SessionEntity, StepTally)>();
        var written = new bool[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            var work = batch[i];
            if (!sessions.TryGetValue(work.Session, out var session))
            {
                if (work.Digest.Opened is null || work.From != 0) continue;
                sessions[work.Session] = session = SessionOf(work.Digest.Opened);
                db.Add(session);
            }

            if (session.IndexedTo != work.From - 1) continue;
            Apply(session, work);
            operations.AddRange(work.Digest.Operations);
            activity.Add((session, work.Digest.Activity));
            steps.Add((session, work.Digest.Steps));
            written[i] = true;
        }

        await db.SaveChangesAsync(stop);
        await OperationWriter.WriteAsync(db, operations, stop);
        await ActivityWriter.WriteAsync(db, activity, stop);
        await StepWriter.WriteAsync(db, steps, stop);
        return written;
    }

    private static void Apply(SessionEntity session, IndexWork work)
    {
        var digest = work.Digest;
        session.AgentMember = work.AgentMember ?? session.AgentMember;
        session.Operations += digest.Operations.Count;
        session.Denied += digest.Denied;
        session.Held += digest.Held;
        session.MaskedValues += digest.MaskedValues;
        session.IndexedTo = Math.Max(session.IndexedTo, digest.LastSequence);
        if (work.End is { } end) (session.EndedAt, session.End, session.Verified) = (end.At, end.Reason, end.Verified);
    }

    private static SessionEntity SessionOf(Shared.Recording.OpenedEvent opened) => new()
    {
        Id = opened.Session,
        Identity = opened.Identity,
        IdentityKind = opened.IdentityKind,
        Groups = opened.Groups,
        Actors = opened.Actors ?? [],
        Connection = opened.Connection,
        Protocol = opened.Protocol,
        Agent = opened.Agent,
        ClientAddress = opened.ClientAddress,
        Application = opened.ApplicationName,
        Database = opened.Database,
        StartedAt = opened.StartedAt,
    };
}
