using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>smallint, integer, oid: a permutation of the type's whole range. bigint: 64 bits of a MAC, which two of a billion values share with a chance of 3 in 100.</summary>
internal sealed class IntegerPseudonym(HashKey key, uint typeOid, short format) : Pseudonym(key.For("bigint"), format)
{
    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!TryRead(value, out var read)) return MaskOutcome.Null;
        var pseudonym = typeOid switch
        {
            PgType.Int2 => (short)key.Shorts[(ushort)read],
            PgType.Int4 => (int)key.Integers[(uint)read],
            PgType.Oid => key.Integers[(uint)read],
            _ => (long)Mac(read),
        };
        if (!IsBinary) return WriteDecimal(output, pseudonym);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, pseudonym);
        return Write(output, bytes[^Size..]);
    }

    private int Size => typeOid switch { PgType.Int2 => 2, PgType.Int8 => 8, _ => 4 };

    private bool TryRead(ReadOnlySpan<byte> value, out long read)
    {
        read = 0;
        if (!IsBinary) return Utf8Parser.TryParse(value, out read, out var used) && used == value.Length;
        if (value.Length != Size) return false;
        read = Size switch { 2 => BinaryPrimitives.ReadInt16BigEndian(value), 8 => BinaryPrimitives.ReadInt64BigEndian(value), _ => BinaryPrimitives.ReadInt32BigEndian(value) };
        return true;
    }
}
