using HoopLike.Console.Data;
using HoopLike.Console.Sessions.Runs;
using HoopLike.Shared.Recording;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>An operation as a line in a list.</summary>
/// <param name="Text">The beginning of it.</param>
public sealed record OperationLine(long Sequence, long Number, DateTimeOffset At, string Text, string Verdict, string? Policy)
{
    /// <summary>Characters that a line has.</summary>
    public const int TextLimit = 240;
}

/// <summary>Finds a session's operations for a replay: windows of them, and single ones by place, time and words. Every answer costs the same wherever in the session it lies and however long that is,
/// but for the search for words, which reads on until it finds them.</summary>
public sealed class SessionTimeline(ConsoleDbFactory databases, IRecordingStore store)
{
    /// <summary>Up to <paramref name="limit"/> operations from a sequence on, that one included; upwards, or downwards. Always in rising order.</summary>
    public async Task<IReadOnlyList<OperationLine>> WindowAsync(Guid session, long from, bool upwards, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var operations = Of(db, session);
        operations = upwards ? operations.Where(o => o.Sequence >= from).OrderBy(o => o.Sequence) : operations.Where(o => o.Sequence <= from).OrderByDescending(o => o.Sequence);
        return await LinesAsync(operations.Take(limit), cancellationToken);
    }

    /// <summary>The operations at these sequences, in rising order.</summary>
    public async Task<IReadOnlyList<OperationLine>> AtAsync(Guid session, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        if (sequences.Count == 0) return [];
        await using var db = databases.CreateDbContext();
        return await LinesAsync(Of(db, session).Where(o => sequences.Contains(o.Sequence)), cancellationToken);
    }

    /// <summary>The next operation whose text has these words, in any case; from a sequence on, that one included. Null for none.</summary>
    public async Task<OperationLine?> SearchAsync(Guid session, string words, long from, bool upwards, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var operations = Of(db, session);
        operations = db.WhereContains(upwards ? operations.Where(o => o.Sequence >= from) : operations.Where(o => o.Sequence <= from), o => o.Text, words);
        var found = await LinesAsync((upwards ? operations.OrderBy(o => o.Sequence) : operations.OrderByDescending(o => o.Sequence)).Take(1), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The last operation at or before a moment; the first one where there is none before it. Null for a session without operations.</summary>
    public Task<OperationLine?> AtTimeAsync(SessionEntity session, DateTimeOffset at, CancellationToken cancellationToken) => LastAsync(session, o => o.At <= at, cancellationToken);

    /// <summary>The operation of a number, or the one before it where that is missing.</summary>
    public Task<OperationLine?> AtNumberAsync(SessionEntity session, long number, CancellationToken cancellationToken) => LastAsync(session, o => o.Number <= number, cancellationToken);

    /// <summary>Null when no operation stands at that sequence.</summary>
    public Task<OperationDetail?> DetailAsync(SessionEntity session, long sequence, CancellationToken cancellationToken) => Task.Run(
        () => session.IsHttp ? ExchangeReader.ReadAsync(store, session.Id, sequence, cancellationToken) : OperationReader.ReadAsync(store, session.Id, sequence, cancellationToken), cancellationToken);

    /// <summary>What became of operations, by their number; those that are no steps are left out.</summary>
    public async Task<IReadOnlyDictionary<long, StepEntity>> StepsAsync(Guid session, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        if (numbers.Count == 0) return new Dictionary<long, StepEntity>();
        await using var db = databases.CreateDbContext();
        return await db.Set<StepEntity>().AsNoTracking().Where(s => s.SessionId == session && numbers.Contains(s.Number)).ToDictionaryAsync(s => s.Number, cancellationToken);
    }

    /// <summary>The recording's first event; null when there is no recording any more.</summary>
    public async Task<OpenedEvent?> OpenedAsync(Guid session, CancellationToken cancellationToken)
    {
        await foreach (var recorded in store.ReadAsync(session, -1, cancellationToken)) return recorded.Kind == RecordKind.Opened ? recorded.Read<OpenedEvent>() : null;
        return null;
    }

    /// <summary>Halves the recording again and again: operations come in order of their sequence, number and time, and only the sequence has an index.</summary>
    private async Task<OperationLine?> LastAsync(SessionEntity session, Func<OperationLine, bool> isBefore, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        OperationLine? best = null;
        var (low, high) = (0L, session.IndexedTo);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var found = await LinesAsync(Of(db, session.Id).Where(o => o.Sequence <= middle && o.Sequence >= low).OrderByDescending(o => o.Sequence).Take(1), cancellationToken);
            if (found.Count == 0)
            {
                low = middle + 1;
            }
            else if (isBefore(found[0]))
            {
                best = found[0];
                low = middle + 1;
            }
            else
            {
                high = found[0].Sequence - 1;
            }
        }

        return best ?? (await WindowAsync(session.Id, 0, upwards: true, 1, cancellationToken)).SingleOrDefault();
    }

    private static IQueryable<OperationEntity> Of(ConsoleDb db, Guid session) => db.Set<OperationEntity>().AsNoTracking().Where(o => o.SessionId == session);

    private static async Task<IReadOnlyList<OperationLine>> LinesAsync(IQueryable<OperationEntity> operations, CancellationToken cancellationToken)
    {
        var lines = await operations.Select(o => new OperationLine(o.Sequence, o.Number, o.At, o.Text.Substring(0, OperationLine.TextLimit), o.Verdict, o.Policy)).ToListAsync(cancellationToken);
        return [.. lines.OrderBy(o => o.Sequence)];
    }
}
