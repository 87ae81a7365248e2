using System.Collections.Immutable;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>A statement that ran in an open transaction whose COMMIT must be approved.</summary>
/// <param name="Analysis">Of this statement alone.</param>
/// <param name="Binds">As they were sent, for the digest.</param>
internal sealed record PgHeldWrite(SqlAnalysis Analysis, IReadOnlyList<ReadOnlyMemory<byte>?> Binds)
{
    /// <summary>What a ticket shows of it.</summary>
    public required string Text { get; init; }

    /// <summary>What the rules said when it ran: an approval that they asked for then was given.</summary>
    public OperationVerdict Ran { get; init; }

    /// <summary>How its Execute ended; a statement of a simple query has none of its own.</summary>
    public PgGuarded Outcome { get; } = new();

    /// <summary>That it affected, as the server said; null where it did not say.</summary>
    public long? Rows { get; set; }

    /// <summary>The table that it writes to, quoted; null where there is none, or several, or nobody asked.</summary>
    public string? Target { get; set; }

    /// <summary>Columns of the target's primary key, and the keys of the rows from before, as they are written in SQL.</summary>
    public ImmutableArray<string> KeyColumns { get; set; } = [];

    public ImmutableArray<string> Keys { get; set; } = [];

    public WriteSample Sample { get; set; } = WriteSample.None;

    /// <summary>What it takes to keep it.</summary>
    public int Bytes => Encoding.UTF8.GetByteCount(Analysis.Text) + Binds.Sum(static b => b?.Length ?? 0);
}

/// <summary>The writes of an open transaction that its COMMIT waits for, in order, as the server will commit them: what a savepoint takes back is forgotten.</summary>
internal sealed class PgHeldTransaction
{
    /// <summary>More statements than that nobody reads before saying yes.</summary>
    public const int MostWrites = 200;

    /// <summary>Text and parameters of all writes are kept in memory until COMMIT, for the ticket and the digest.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly List<PgHeldWrite> writes = [];
    private readonly List<(string Name, int Writes)> savepoints = [];
    private int bytes;

    public bool IsOpen => writes.Count > 0;

    public IReadOnlyList<PgHeldWrite> Writes => writes;

    /// <summary>When the first of them ran: its locks are held since then.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Why no further write may run; null while one may.</summary>
    public string? WhyFull(int more) =>
        writes.Count >= MostWrites ? $"a transaction that waits at COMMIT may have {MostWrites} writes" :
        bytes + more > MostBytes ? $"the writes of a transaction that waits at COMMIT may have {MostBytes / 1024} KiB of text and parameters" : null;

    public void Add(PgHeldWrite write, DateTimeOffset now)
    {
        if (!IsOpen) Since = now;
        writes.Add(write);
        bytes += write.Bytes;
    }

    /// <summary>A statement about savepoints has succeeded.</summary>
    public void Follow(SqlTransactionVerb verb, string? name)
    {
        if (name is null) return;
        if (verb == SqlTransactionVerb.Savepoint)
        {
            savepoints.Add((name, writes.Count));
            return;
        }

        // A savepoint that is not known was made before the first write was held, so that all of them came after it.
        var at = savepoints.FindLastIndex(s => string.Equals(s.Name, name, StringComparison.Ordinal));
        if (verb == SqlTransactionVerb.RollbackTo)
        {
            Forget(at < 0 ? 0 : savepoints[at].Writes);
            savepoints.RemoveRange(at + 1, savepoints.Count - at - 1);
        }
        else if (verb == SqlTransactionVerb.Release)
        {
            savepoints.RemoveRange(Math.Max(at, 0), savepoints.Count - Math.Max(at, 0));
        }
    }

    public void Clear()
    {
        Forget(0);
        savepoints.Clear();
    }

    private void Forget(int from)
    {
        writes.RemoveRange(from, writes.Count - from);
        bytes = writes.Sum(w => w.Bytes);
    }
}
