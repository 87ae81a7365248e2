using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>A keyed permutation of all numbers of 16 bits: shuffled once (Fisher and Yates) by the key, then looked up. Two numbers never share a pseudonym.</summary>
internal sealed class ShortPermutation
{
    private readonly ushort[] table = new ushort[1 << 16];

    public ShortPermutation(byte[] key)
    {
        // 64 bits for each choice: what their remainder favours is below one in 2^47.
        var choices = KeyStream.Of(key, table.Length * sizeof(ulong));
        for (var i = 0; i < table.Length; i++) table[i] = (ushort)i;
        for (var i = table.Length - 1; i > 0; i--)
        {
            var other = (int)(BinaryPrimitives.ReadUInt64LittleEndian(choices.AsSpan(i * sizeof(ulong))) % (ulong)(i + 1));
            (table[i], table[other]) = (table[other], table[i]);
        }
    }

    public ushort this[ushort value] => table[value];
}

/// <summary>
/// A keyed permutation of all numbers of 32 bits: a balanced Feistel network (Luby and Rackoff) of ten rounds, whose round functions are tables out of the key's stream. Two numbers never share a pseudonym, which 32
/// bits of a MAC would let 65,000 numbers do; a value costs ten look-ups. 1.25 MiB, made when the first value needs it.
/// </summary>
internal sealed class IntegerPermutation(byte[] key)
{
    private const int Rounds = 10;

    private readonly byte[] tables = KeyStream.Of(key, Rounds * (1 << 16) * sizeof(ushort));

    public uint this[uint value]
    {
        get
        {
            var (left, right) = ((ushort)(value >> 16), (ushort)value);
            var functions = MemoryMarshal.Cast<byte, ushort>(tables);
            for (var round = 0; round < Rounds; round++) (left, right) = (right, (ushort)(left ^ functions[(round << 16) | right]));
            return ((uint)left << 16) | right;
        }
    }
}
