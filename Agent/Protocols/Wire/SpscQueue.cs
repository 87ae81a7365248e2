using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>A queue between exactly one producer thread and one consumer thread at a time: no locks, no allocation while its depth stays within a segment.</summary>
public sealed class SpscQueue<T>
{
    private const int SegmentSize = 128;

    private Segment head;
    private Segment tail;
    private Segment? spare;
    private int produced;
    private int consumed;

    public SpscQueue() => head = tail = new Segment();

    /// <summary>How many are queued; exact for the consumer, an upper bound for the producer.</summary>
    public int Count => Volatile.Read(ref produced) - Volatile.Read(ref consumed);

    /// <summary>Producer only.</summary>
    public void Enqueue(in T item)
    {
        var segment = tail;
        var at = segment.Written;
        if (at == SegmentSize)
        {
            var next = Interlocked.Exchange(ref spare, null) ?? new Segment();
            tail = next;
            Volatile.Write(ref segment.Next, next);
            segment = next;
            at = 0;
        }

        segment.Items[at] = item;
        Volatile.Write(ref segment.Written, at + 1);
        Volatile.Write(ref produced, produced + 1);
    }

    /// <summary>Consumer only. The reference is good until the next <see cref="Dequeue"/>.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        if (Settle())
        {
            item = head.Items[head.Read];
            return true;
        }

        item = default;
        return false;
    }

    /// <summary>Consumer only; after a successful peek.</summary>
    public void Dequeue()
    {
        head.Items[head.Read] = default!;
        head.Read++;
        Volatile.Write(ref consumed, consumed + 1);
    }

    private bool Settle()
    {
        while (true)
        {
            if (head.Read < Volatile.Read(ref head.Written)) return true;
            if (head.Read < SegmentSize || Volatile.Read(ref head.Next) is not { } next) return false;
            var done = head;
            head = next;
            done.Next = null;
            done.Read = 0;
            done.Written = 0;
            spare = done;
        }
    }

    private sealed class Segment
    {
        public readonly T[] Items = new T[SegmentSize];
        public int Written;
        public int Read;
        public Segment? Next;
    }
}
