namespace HoopLike.Agent.Protocols.Http.Deferred;

/// <summary>An answer that nobody reads yet.</summary>
internal sealed class KeptAnswer : MemoryStream
{
    /// <summary>Of one answer: it lies in memory until somebody fetches it, and what is larger is asked for by a caller who waits.</summary>
    public const int Limit = 1024 * 1024;

    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    private void Check(int more)
    {
        if (Length + more > Limit) throw new AnswerNotKeptException();
    }
}

/// <summary>An answer is too large to wait for its caller.</summary>
internal sealed class AnswerNotKeptException() : IOException($"The request was sent, and its answer is larger than the {KeptAnswer.Limit / 1024} KiB that are kept: ask for such answers without Prefer: respond-async.");
