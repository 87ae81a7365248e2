using System.Buffers;
using System.Buffers.Text;

namespace HoopLike.Shared.Recording;

/// <summary>Bytes in a pooled array that grows, with the few JSON tokens that recordings need written straight into it. An empty one holds no array.</summary>
public sealed class JsonBytes : IBufferWriter<byte>
{
    private const int SmallestArray = 2048;

    private byte[] array = [];
    private int length;

    public int Length => length;

    public ReadOnlySpan<byte> Written => array.AsSpan(0, length);

    /// <summary>The written bytes, for patching a header or appending a hash.</summary>
    internal Span<byte> Bytes => array.AsSpan(0, length);

    /// <summary>Forgets what was written after <paramref name="newLength"/>.</summary>
    public void CutTo(int newLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newLength, length);
        length = newLength;
    }

    /// <summary>Forgets everything and gives the array back.</summary>
    public void Release()
    {
        length = 0;
        if (array.Length == 0) return;
        ArrayPool<byte>.Shared.Return(array);
        array = [];
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (array.Length - length < Math.Max(sizeHint, 1)) Grow(sizeHint);
        return array.AsSpan(length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _ = GetSpan(sizeHint);
        return array.AsMemory(length);
    }

    public void Advance(int count) => length += count;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        length += bytes.Length;
    }

    public void Raw(byte value)
    {
        GetSpan(1)[0] = value;
        length++;
    }

    public void Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, GetSpan(20), out var written);
        length += written;
    }

    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestArray, (int)Math.Min(Array.MaxLength, Math.Max((long)array.Length * 2, (long)length + more))));
        array.AsSpan(0, length).CopyTo(larger);
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
