using System.Buffers.Binary;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>What a peer sent is not what its protocol allows there. The message says what and may be shown to the caller: it carries no bytes of the peer's.</summary>
public sealed class WireException(string message) : Exception(message);

/// <summary>Reads a message's fields in order, in network byte order; complains instead of reading beyond the end.</summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes, string what)
{
    private ReadOnlySpan<byte> rest = bytes;
    private readonly string what = what;

    public readonly int Remaining => rest.Length;

    public readonly ReadOnlySpan<byte> Rest => rest;

    public byte ReadByte() => Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>A zero-terminated string, without its zero.</summary>
    public ReadOnlySpan<byte> ReadCString()
    {
        var length = rest.IndexOf((byte)0);
        if (length < 0) throw new WireException($"{what}: a string has no end.");
        var value = rest[..length];
        rest = rest[(length + 1)..];
        return value;
    }

    public readonly void ReadEnd()
    {
        if (!rest.IsEmpty) throw new WireException($"{what}: {rest.Length} bytes too many.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)rest.Length) throw new WireException($"{what}: ends before its fields do.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
