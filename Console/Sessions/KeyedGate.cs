namespace HoopLike.Console.Sessions;

/// <summary>Lets one at a time in for each id; keeps nothing of ids that nobody is in for. Thread-safe.</summary>
internal sealed class KeyedGate
{
    private readonly Dictionary<Guid, Turns> ids = [];

    /// <returns>Dispose to let the next one in.</returns>
    public async Task<IDisposable> EnterAsync(Guid id, CancellationToken ct)
    {
        Turns turns;
        lock (ids)
        {
            if (!ids.TryGetValue(id, out turns!)) ids[id] = turns = new Turns();
            turns.Interested++;
        }
        try
        {
            await turns.Semaphore.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(id, turns, wasIn: false);
            throw;
        }
        return new Turn(this, id, turns);
    }

    private void Leave(Guid id, Turns turns, bool wasIn)
    {
        if (wasIn) turns.Semaphore.Release();
        lock (ids)
            if (--turns.Interested == 0) ids.Remove(id);
    }

    private sealed class Turns
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);
        public int Interested;
    }

    private sealed class Turn(KeyedGate gate, Guid id, Turns turns) : IDisposable
    {
        private int isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0) gate.Leave(id, turns, wasIn: true);
        }
    }
}
