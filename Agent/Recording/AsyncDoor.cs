namespace HoopLike.Agent.Recording;

/// <summary>Open or closed; who comes while it is closed waits. Thread-safe.</summary>
internal sealed class AsyncDoor
{
    private readonly Lock gate = new();
    private TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync(CancellationToken ct)
    {
        lock (gate) return open.Task.WaitAsync(ct);
    }

    public void Open()
    {
        lock (gate) open.TrySetResult();
    }

    public void Close()
    {
        lock (gate)
            if (open.Task.IsCompleted) open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
