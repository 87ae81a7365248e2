using System.Buffers;
using System.Buffers.Binary;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>
/// <c>hash</c> for a type that is no string: another value of the same type, by the connection's key. Equal values have equal pseudonyms, in text and in binary alike, and a pseudonym says nothing of its value's
/// size or place in an order. A value that cannot be read (an unusual DateStyle, say) becomes NULL.
/// </summary>
internal abstract class Pseudonym(byte[] key, short format) : ValueMask
{
    private readonly KeyedHash hash = new(key);

    public override bool ReadsValue => true;

    protected bool IsBinary { get; } = format == 1;

    /// <summary>Null where the type has none.</summary>
    public static ValueMask? Of(uint typeOid, short format, HashKey key) => typeOid switch
    {
        PgType.Int2 or PgType.Int4 or PgType.Int8 or PgType.Oid => new IntegerPseudonym(key, typeOid, format),
        PgType.Float4 or PgType.Float8 => new FloatPseudonym(key.For("float"), typeOid, format),
        PgType.Numeric => new NumericPseudonym(key.For("numeric"), format),
        PgType.Uuid => new UuidPseudonym(key.For("uuid"), format),
        PgType.Bytea => new ByteaPseudonym(key.For("bytea"), format),
        PgType.Date => new DatePseudonym(key, format),
        PgType.TimestampWithoutZone => new TimestampPseudonym(key.For("timestamp"), format, hasZone: false),
        PgType.Timestamp => new TimestampPseudonym(key.For("timestamptz"), format, hasZone: true),
        PgType.Inet or PgType.Cidr => new InetPseudonym(key, typeOid == PgType.Cidr, format),
        PgType.Macaddr or PgType.Macaddr8 => new MacaddrPseudonym(key.For("macaddr"), typeOid == PgType.Macaddr ? 6 : 8, format),
        _ => null,
    };

    /// <summary>The first 64 bits of the value's HMAC-SHA-256.</summary>
    protected ulong Mac(ReadOnlySpan<byte> value)
    {
        Span<byte> mac = stackalloc byte[sizeof(ulong)];
        hash.Of(value, mac);
        return BinaryPrimitives.ReadUInt64BigEndian(mac);
    }

    protected ulong Mac(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Mac(bytes);
    }

    protected void Mac(ReadOnlySpan<byte> value, Span<byte> first) => hash.Of(value, first);

    protected static MaskOutcome Write(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Write(value);
        return MaskOutcome.Replaced;
    }

    protected static MaskOutcome WriteDecimal(IBufferWriter<byte> output, long value)
    {
        var text = output.GetSpan(20);
        _ = System.Buffers.Text.Utf8Formatter.TryFormat(value, text, out var written);
        output.Advance(written);
        return MaskOutcome.Replaced;
    }
}
