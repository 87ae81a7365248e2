using System.Collections.Immutable;
using HoopLike.Agent.Link;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Tests.Sessions;

/// <summary>Agent and store joined in memory, by a link that breaks at random: before a chunk arrives, or before its answer does.</summary>
/// <param name="sessions">How many will be sent.</param>
sealed class FlakyLink(IRecordingStore store, int seed, int sessions) : IRecordingsLink
{
    readonly Random random = new(seed);
    readonly Lock gate = new();
    readonly HashSet<Guid> whole = [];
    readonly TaskCompletionSource allWhole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int quiet;

    public bool IsConnected { get; private set; } = true;

    public int Breaks { get; private set; }

    public event Action? Connected;

    /// <summary>Ends when the store has all sessions whole.</summary>
    public Task AllWhole => allWhole.Task;

    /// <summary>Breaks no more.</summary>
    public void Calm() => Volatile.Write(ref quiet, 1);

    public async Task<ImmutableArray<RecordingAck>> ResumeAsync(ImmutableArray<Guid> asked, CancellationToken ct)
    {
        MayBreak();
        var acks = ImmutableArray.CreateBuilder<RecordingAck>();
        foreach (var session in asked) acks.Add(new RecordingAck(session, await store.LastSequenceAsync(session, ct)));
        MayBreak();
        return acks.DrainToImmutable();
    }

    public async Task<RecordingAck> AppendAsync(RecordingChunk chunk, CancellationToken ct)
    {
        MayBreak();
        var outcome = await store.AppendAsync(StoreUnderTest.Agent, chunk.SessionId, chunk.FirstSequence, chunk.Records, ct);
        lock (gate)
        {
            if (outcome.IsWhole) whole.Add(chunk.SessionId);
            if (whole.Count == sessions) allWhole.TrySetResult();
        }
        MayBreak();
        return new RecordingAck(chunk.SessionId, outcome.LastSequence);
    }

    void MayBreak()
    {
        lock (gate)
        {
            if (!IsConnected) throw new ConsoleUnreachableException("The link is down.");
            if (Volatile.Read(ref quiet) != 0 || random.Next(4) != 0) return;
            Breaks++;
            IsConnected = false;
        }
        ThreadPool.QueueUserWorkItem(_ =>
        {
            lock (gate) IsConnected = true;
            Connected?.Invoke();
        });
        throw new ConsoleUnreachableException("The link broke.");
    }
}
