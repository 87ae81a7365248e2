using System.Collections.Frozen;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>How many sessions run on each connection.</summary>
public sealed class LiveSessions(ConsoleDbFactory databases, TimeProvider time) : IDisposable
{
    /// <summary>However many pages ask, and however often: the store is asked once in this time.</summary>
    private static readonly TimeSpan longestAge = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim reading = new(1);
    private Counts? current;

    /// <summary>By connection; one that is not in it has none.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref current) is { } known && IsFresh(known)) return known.Sessions;
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref current) is { } meanwhile && IsFresh(meanwhile)) return meanwhile.Sessions;
            var at = time.GetUtcNow();
            await using var db = databases.CreateDbContext();
            var counted = await db.Set<SessionEntity>().Where(s => s.EndedAt == null).GroupBy(s => s.Connection).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
            var read = new Counts(at, counted.ToFrozenDictionary(c => c.Key, c => c.Count, StringComparer.Ordinal));
            Volatile.Write(ref current, read);
            return read.Sessions;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private bool IsFresh(Counts counts) => time.GetUtcNow() - counts.At < longestAge;

    private sealed record Counts(DateTimeOffset At, FrozenDictionary<string, int> Sessions);
}
