using System.Buffers;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>A growing byte queue on pooled memory: written at its end, consumed from its start. Not thread-safe.</summary>
public sealed class WireBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] bytes;
    private int start;
    private int end;

    public WireBuffer(int capacity = 8192) => bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length => end - start;

    public bool IsEmpty => start == end;

    public Span<byte> Span => bytes.AsSpan(start, end - start);

    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(start, end - start);

    public void Write(ReadOnlySpan<byte> source)
    {
        source.CopyTo(GetSpan(source.Length));
        end += source.Length;
    }

    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        start += count;
        if (start == end) start = end = 0;
    }

    /// <summary>Takes back what was written last, down to <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        end = start + length;
    }

    public void Clear() => start = end = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bytes.Length - end);
        end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return bytes.AsMemory(end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return bytes.AsSpan(end);
    }

    /// <summary>Gives memory beyond <paramref name="capacity"/> back when the buffer is empty: a large message must not cost an idle session.</summary>
    public void Shrink(int capacity)
    {
        if (!IsEmpty || bytes.Length <= capacity * 2) return;
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = ArrayPool<byte>.Shared.Rent(capacity);
        start = end = 0;
    }

    public void Dispose()
    {
        var rented = Interlocked.Exchange(ref bytes, []);
        start = end = 0;
        if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private void Reserve(int count)
    {
        if (bytes.Length - end >= count) return;
        var length = Length;
        if (bytes.Length - length >= count && start >= bytes.Length / 2)
        {
            bytes.AsSpan(start, length).CopyTo(bytes);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(length + count), bytes.Length * 2));
            bytes.AsSpan(start, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }

        start = 0;
        end = length;
    }
}
