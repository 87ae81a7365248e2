namespace HoopLike.Agent.Recording;

/// <summary>fsync for all sessions of the agent together: who asks while a flush runs, waits for the next one, which serves all that asked. Thread-safe.</summary>
internal sealed class SpoolFlusher(Action<RecordingSpool> flush)
{
    private const int Parallel = 8;

    private readonly Lock gate = new();
    private Group? gathering;
    private bool isRunning;

    /// <exception cref="RecordingLostException">The disk refused.</exception>
    public async Task FlushAsync(RecordingSpool spool, CancellationToken ct)
    {
        Group group;
        lock (gate)
        {
            group = gathering ??= new Group();
            group.Spools.Add(spool);
            if (!isRunning)
            {
                isRunning = true;
                ThreadPool.UnsafeQueueUserWorkItem(static flusher => flusher.Run(), this, preferLocal: false);
            }
        }
        await group.Done.Task.WaitAsync(ct).ConfigureAwait(false);
        if (group.Failures.TryGetValue(spool, out var failure)) throw new RecordingLostException("The session cannot be recorded: the recording could not be flushed to disk.", failure);
    }

    private void Run()
    {
        while (true)
        {
            Group group;
            lock (gate)
            {
                if (gathering is null)
                {
                    isRunning = false;
                    return;
                }
                group = gathering;
                gathering = null;
            }
            if (group.Spools.Count == 1) Flush(group, group.Spools.First());
            else System.Threading.Tasks.Parallel.ForEach(group.Spools, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, spool => Flush(group, spool));
            group.Done.SetResult();
        }
    }

    private void Flush(Group group, RecordingSpool spool)
    {
        try
        {
            flush(spool);
        }
        catch (Exception e)
        {
            // Whatever it was, the bytes may not be on disk, and those who wait must hear of it.
            group.Failures[spool] = e;
        }
    }

    private sealed class Group
    {
        public HashSet<RecordingSpool> Spools { get; } = [];
        public System.Collections.Concurrent.ConcurrentDictionary<RecordingSpool, Exception> Failures { get; } = new();
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
