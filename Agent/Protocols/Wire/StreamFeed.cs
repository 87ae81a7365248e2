namespace HoopLike.Agent.Protocols.Wire;

/// <summary>Reads from a stream into a buffer, in larger pieces while they come full.</summary>
internal sealed class StreamFeed(Stream stream, WireBuffer buffer)
{
    private const int SmallRead = 8 * 1024;
    private const int LargeRead = 64 * 1024;

    private int size = SmallRead;

    /// <summary>False when the peer has gone, with a word or without.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            var memory = buffer.GetMemory(size);
            var count = await stream.ReadAsync(memory, stop);
            buffer.Advance(count);
            size = count == memory.Length ? LargeRead : SmallRead;
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
