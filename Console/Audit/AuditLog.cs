using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Audit;

/// <summary>The hash-chained log. An entry is written in the transaction of what it tells of: neither is there without the other.</summary>
public sealed class AuditLog(ConsoleDbFactory databases, KeyedHash hash, LiveFeed live, TimeProvider time)
{
    private const long ChainLock = 0x686F6F70_61756474;
    private const string Purpose = "audit";

    /// <summary>Appends inside the caller's transaction and saves.</summary>
    public async Task AppendAsync(ConsoleDb db, Actor actor, AuditNote note, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("An audit entry is written in a transaction.");
        await db.LockAsync(ChainLock, cancellationToken);
        var last = await db.Set<AuditEntity>().AsNoTracking().OrderByDescending(a => a.Sequence).Select(a => new { a.Sequence, a.Hash }).FirstOrDefaultAsync(cancellationToken);
        var entity = new AuditEntity
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            At = Micro(note.At ?? time.GetUtcNow()),
            Actor = actor.Name,
            Address = actor.Address,
            Action = note.Action,
            Target = note.Target,
            Before = note.Before,
            After = note.After,
            Detail = note.Detail,
            ReportId = note.ReportId,
            PreviousHash = last?.Hash ?? "",
            Hash = "",
        };
        entity.Hash = await hash.OfAsync(Purpose, Canonical(entity), cancellationToken);
        db.Add(entity);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Appends in a transaction of its own.</summary>
    public async Task AppendAsync(Actor actor, AuditNote note, CancellationToken cancellationToken)
    {
        await databases.WriteWithRetryAsync(
            async db =>
            {
                if (note.ReportId is { } report && await db.Set<AuditEntity>().AnyAsync(a => a.ReportId == report, cancellationToken)) return false;
                await AppendAsync(db, actor, note, cancellationToken);
                return true;
            },
            cancellationToken);
        live.Publish(LiveTopics.Audit, note.Target);
    }

    /// <summary>Newest first, the entries older than <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<AuditEntity>> ReadAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var entries = db.Set<AuditEntity>().AsNoTracking();
        if (before is { } sequence) entries = entries.Where(a => a.Sequence < sequence);
        return await entries.OrderByDescending(a => a.Sequence).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>The sequence of the first entry that was changed, dropped, added or moved; null when the chain holds.</summary>
    /// <param name="progress">Told now and then how many entries were checked.</param>
    public async Task<long?> FirstBrokenAsync(CancellationToken cancellationToken, IProgress<long>? progress = null)
    {
        const int TellEach = 1000;
        await using var db = databases.CreateDbContext();
        var previous = "";
        var sequence = 0L;
        await foreach (var entry in db.Set<AuditEntity>().AsNoTracking().OrderBy(a => a.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            sequence++;
            if (entry.Sequence != sequence || entry.PreviousHash != previous || entry.Hash != await hash.OfAsync(Purpose, Canonical(entry), cancellationToken)) return sequence;
            previous = entry.Hash;
            if (sequence % TellEach == 0) progress?.Report(sequence);
        }

        return null;
    }

    private static string Canonical(AuditEntity e) => JsonSerializer.Serialize(new[]
    {
        e.PreviousHash, $"{e.Sequence}", e.At.UtcDateTime.ToString("O"), e.Actor, e.Address, e.Action, e.Target, e.Before, e.After, e.Detail, e.ReportId?.ToString("N"),
    });

    /// <summary>PostgreSQL keeps microseconds; the hash must be over what is kept.</summary>
    private static DateTimeOffset Micro(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
