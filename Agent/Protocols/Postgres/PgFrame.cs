using System.Buffers.Binary;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>A regular message's frame: type byte, then a length that counts itself and the body but not the type.</summary>
internal readonly record struct PgFrame(byte Type, int BodyLength)
{
    public const int HeaderLength = 5;

    /// <summary>What the server itself accepts at the most (PQ_LARGE_MESSAGE_LIMIT).</summary>
    public const int LargeLimit = 0x3fffffff;

    /// <summary>Bound for messages that only name things (PQ_SMALL_MESSAGE_LIMIT).</summary>
    public const int SmallLimit = 10_000;

    public int Length => HeaderLength + BodyLength;

    /// <summary>False while the header is not all there.</summary>
    /// <exception cref="WireException">The length is impossible.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PgFrame frame)
    {
        if (bytes.Length < HeaderLength)
        {
            frame = default;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        if (length is < 4 or > LargeLimit) throw new WireException($"A message of type 0x{bytes[0]:x2} has the impossible length {length}.");
        frame = new PgFrame(bytes[0], length - 4);
        return true;
    }
}
