using System.Collections.Concurrent;
using System.Collections.Immutable;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Tests.Recording;

/// <summary>The console's end of the recordings link: keeps what it gets, and refuses gaps.</summary>
sealed class FakeConsole : IRecordingsLink
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, List<byte>> stored = [];
    readonly Dictionary<Guid, long> sequences = [];
    readonly List<(Guid Session, Func<bool> Holds, TaskCompletionSource Reached)> awaited = [];

    public bool IsConnected { get; private set; } = true;

    public event Action? Connected;

    /// <summary>In the order in which they came.</summary>
    public ConcurrentQueue<RecordingChunk> Chunks { get; } = new();

    public ConcurrentQueue<ImmutableArray<Guid>> Resumes { get; } = new();

    /// <summary>Called before each chunk is stored, to hold it up or to fail.</summary>
    public Func<RecordingChunk, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after each chunk was stored.</summary>
    public Func<RecordingChunk, Task> After { get; set; } = _ => Task.CompletedTask;

    public long LastSequence(Guid session)
    {
        lock (gate) return sequences.GetValueOrDefault(session, -1);
    }

    public byte[] File(Guid session)
    {
        lock (gate) return [.. RecordingFormat.Magic, .. stored[session]];
    }

    /// <summary>Ends when the console has a session up to a sequence.</summary>
    public Task HasAsync(Guid session, long sequence)
    {
        lock (gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (sequences.GetValueOrDefault(session, -1) >= sequence) return Task.CompletedTask;
            awaited.Add((session, () => sequences.GetValueOrDefault(session, -1) >= sequence, reached));
            return reached.Task.WaitAsync(Some.Patience);
        }
    }

    public void Disconnect() => IsConnected = false;

    public void Connect()
    {
        IsConnected = true;
        Connected?.Invoke();
    }

    public Task<ImmutableArray<RecordingAck>> ResumeAsync(ImmutableArray<Guid> sessions, CancellationToken ct)
    {
        if (!IsConnected) throw new ConsoleUnreachableException("The link is down.");
        Resumes.Enqueue(sessions);
        return Task.FromResult<ImmutableArray<RecordingAck>>([.. sessions.Select(s => new RecordingAck(s, LastSequence(s)))]);
    }

    public async Task<RecordingAck> AppendAsync(RecordingChunk chunk, CancellationToken ct)
    {
        if (!IsConnected) throw new ConsoleUnreachableException("The link is down.");
        await Before(chunk);
        Store(chunk);
        await After(chunk);
        return new RecordingAck(chunk.SessionId, LastSequence(chunk.SessionId));
    }

    void Store(RecordingChunk chunk)
    {
        lock (gate)
        {
            Chunks.Enqueue(chunk);
            var cursor = new RecordCursor(chunk.Records);
            for (var expected = chunk.FirstSequence; cursor.TryNext(out var record); expected++)
            {
                if (record.Header.Sequence != expected || expected > sequences.GetValueOrDefault(chunk.SessionId, -1) + 1) throw new ConsoleRefusedException($"gap at {expected}");
                if (expected <= sequences.GetValueOrDefault(chunk.SessionId, -1)) continue;
                if (!stored.TryGetValue(chunk.SessionId, out var bytes)) stored[chunk.SessionId] = bytes = [];
                bytes.AddRange(record.Bytes);
                sequences[chunk.SessionId] = expected;
            }
            if (cursor.Position != chunk.Records.Length) throw new ConsoleRefusedException("no whole records");
            foreach (var reached in awaited.Where(a => a.Holds()).ToArray())
            {
                reached.Reached.TrySetResult();
                awaited.Remove(reached);
            }
        }
    }
}
