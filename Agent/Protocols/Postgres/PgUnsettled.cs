using System.Collections.Immutable;
using HoopLike.Agent.Gates;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The names that a session's open transaction is making over masked columns. Told by the request side before the statement goes on, taken back by the response side when the target says that it is idle. Thread-safe.</summary>
internal sealed class PgUnsettled(ISchemaSource schema)
{
    private readonly Lock gate = new();
    private int since = int.MaxValue;

    /// <param name="segment">The segment of the pipeline that the statement is in: idle before it says nothing.</param>
    public void Add(ImmutableArray<string> names, int segment)
    {
        if (names.IsDefaultOrEmpty) return;
        lock (gate)
        {
            // The last counts: a transaction that ends with an earlier segment is not this one's.
            since = since == int.MaxValue ? segment : Math.Max(since, segment);
            schema.Unsettle(this, names);
        }
    }

    /// <summary>The target is idle after this segment.</summary>
    public void Idle(int segment)
    {
        if (Volatile.Read(ref since) > segment) return;
        End();
    }

    /// <summary>The session is over, and its transaction with it.</summary>
    public void End()
    {
        lock (gate)
        {
            if (since == int.MaxValue) return;
            since = int.MaxValue;
            schema.Settle(this);
        }
    }
}
