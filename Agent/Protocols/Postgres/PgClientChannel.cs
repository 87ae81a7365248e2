using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The way to the client: answers of the target and words of our own share it, and ours go between two messages, never into one.</summary>
internal sealed class PgClientChannel(Stream stream) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly WireBuffer waiting = new(256);
    private bool atBoundary = true;

    public Stream Stream => stream;

    /// <summary>Delivers what the target answered.</summary>
    public async ValueTask DeliverAsync(ReadOnlyMemory<byte> answer, bool endsAtBoundary, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            // Until the write is done, nothing of our own may follow what may be half a message.
            atBoundary = false;
            await stream.WriteAsync(answer, stop);
            atBoundary = endsAtBoundary;
            if (endsAtBoundary && !waiting.IsEmpty) await WriteWaitingAsync(stop);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Says something of our own as soon as a message ends.</summary>
    public async ValueTask SayAsync(Action<WireBuffer> write, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            write(waiting);
            if (atBoundary) await WriteWaitingAsync(stop);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        gate.Dispose();
        waiting.Dispose();
    }

    private async ValueTask WriteWaitingAsync(CancellationToken stop)
    {
        await stream.WriteAsync(waiting.Memory, stop);
        await stream.FlushAsync(stop);
        waiting.Clear();
    }
}
