namespace HoopLike.Agent.Protocols.Http;

/// <summary>Bytes, and then a stream. Read only, forward only, asynchronous only.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> first = first;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (first.IsEmpty) return await rest.ReadAsync(buffer, cancellationToken);
        var length = Math.Min(first.Length, buffer.Length);
        first[..length].CopyTo(buffer);
        first = first[length..];
        return length;
    }
}
