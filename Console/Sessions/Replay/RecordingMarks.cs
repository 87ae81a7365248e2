using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Where in one recording something is marked. It reads the recording once, from beginning to end, and goes on from there when the recording grew; what it knows so far can be asked for
/// meanwhile. Its size hangs on the number of events by a bit or so for each. Thread-safe.</summary>
public sealed class RecordingMarks
{
    /// <summary>Operations whose answers may still be under way: pipelines are not deeper.</summary>
    private const int Open = 4096;

    private readonly Lock gate = new();
    private readonly Guid session;
    private readonly IRecordingStore store;
    private readonly MarkBits[] bits = [.. Enum.GetValues<MarkKind>().Select(_ => new MarkBits())];
    private readonly MarkBuckets buckets;
    private readonly (long Op, long Sequence, DateTimeOffset At)[] open = new (long, long, DateTimeOffset)[Open];
    private Task reading = Task.CompletedTask;
    private long wanted = -1;
    private TimeMarks? snapshot;

    internal RecordingMarks(SessionEntity session, IRecordingStore store)
    {
        this.session = session.Id;
        this.store = store;
        buckets = new MarkBuckets(session.StartedAt);
    }

    /// <summary>Sequence of the last event that was read.</summary>
    public long ReadTo { get; private set; } = -1;

    /// <summary>Between 0 and 1: how much of what was asked for is read.</summary>
    public double Progress => wanted <= 0 ? 1 : Math.Clamp((ReadTo + 1.0) / (wanted + 1), 0, 1);

    public bool IsReading => !reading.IsCompleted;

    /// <summary>Reads on, in the background, up to a sequence; returns the reading, which is shared by all who ask.</summary>
    public Task CatchUp(long to)
    {
        lock (gate)
        {
            wanted = Math.Max(wanted, to);
            if (reading.IsCompleted && ReadTo < wanted) reading = Task.Run(ReadAsync);
            return reading;
        }
    }

    public TimeMarks OverTime()
    {
        lock (gate) return snapshot ??= buckets.Snapshot();
    }

    public long Count(MarkKind kind)
    {
        lock (gate) return bits[(int)kind].Count;
    }

    /// <summary>What is marked of an operation.</summary>
    public bool Has(MarkKind kind, long sequence)
    {
        lock (gate) return bits[(int)kind].Contains(sequence);
    }

    /// <summary>Sequences of up to <paramref name="limit"/> operations with any of these marks, from a sequence on, upwards or downwards.</summary>
    public IReadOnlyList<long> Find(IReadOnlyCollection<MarkKind> kinds, long from, bool upwards, int limit)
    {
        lock (gate)
        {
            var found = new List<long>();
            for (long? next = from; found.Count < limit; next = found[^1] + (upwards ? 1 : -1))
            {
                var candidates = kinds.Select(k => upwards ? bits[(int)k].AtOrAfter(next.Value) : bits[(int)k].AtOrBefore(next.Value)).OfType<long>().ToList();
                if (candidates.Count == 0) break;
                found.Add(upwards ? candidates.Min() : candidates.Max());
            }

            return found;
        }
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var before = ReadTo;
            await foreach (var recorded in store.ReadAsync(session, before, CancellationToken.None))
            {
                lock (gate) Take(recorded);
            }

            // A recording that does not go as far as its index says must not be read for ever.
            if (ReadTo >= Interlocked.Read(ref wanted) || ReadTo == before) return;
        }
    }

    private void Take(RecordedEvent recorded)
    {
        ReadTo = recorded.Sequence;
        if (!MarkReading.TryRead(recorded, out var op, out var kind)) return;
        snapshot = null;
        ref var known = ref open[op % Open];
        if (recorded.Kind == RecordKind.Operation)
        {
            known = (op, recorded.Sequence, recorded.At);
            Mark(MarkKind.Operation, known.Sequence, known.At);
        }

        if (kind == MarkKind.Operation || known.Op != op || known.At == default) return;
        if (kind == MarkKind.Error && bits[(int)MarkKind.Denied].Contains(known.Sequence)) return;
        Mark(kind, known.Sequence, known.At);
    }

    private void Mark(MarkKind kind, long sequence, DateTimeOffset at)
    {
        if (bits[(int)kind].Contains(sequence)) return;
        bits[(int)kind].Set(sequence);
        buckets.Add(kind, at, sequence);
    }
}
