using System.Buffers.Binary;

namespace HoopLike.Shared.Masking.Values;

/// <summary>The parts of a binary value that is made of others: the elements of an array, the fields of a row, the keys and values of an hstore. Which it is, its own numbers must say to the last byte.</summary>
internal ref struct BinaryParts
{
    private const int MostDimensions = 6;

    private readonly bool isRow;
    private readonly uint type;
    private ReadOnlySpan<byte> rest;
    private int left;

    private BinaryParts(ReadOnlySpan<byte> rest, int count, bool isRow, uint type)
    {
        (this.isRow, this.type, left) = (isRow, type, count);
        this.rest = rest;
    }

    public static bool TryOpen(ReadOnlySpan<byte> value, out BinaryParts parts) =>
        IsWhole(parts = Array(value)) || IsWhole(parts = Row(value)) || IsWhole(parts = Pairs(value));

    /// <param name="partType">Its OID; 0 where it is not told, as in hstore, which holds text.</param>
    public bool TryRead(out uint partType, out ReadOnlySpan<byte> part)
    {
        while (left > 0)
        {
            if (!TryNext(out partType, out part, out var isNull)) return false;
            if (!isNull) return true;
        }
        partType = 0;
        part = [];
        return false;
    }

    private bool TryNext(out uint partType, out ReadOnlySpan<byte> part, out bool isNull)
    {
        partType = type;
        part = [];
        isNull = false;
        if (isRow)
        {
            if (rest.Length < 4) return false;
            partType = BinaryPrimitives.ReadUInt32BigEndian(rest);
            rest = rest[4..];
        }
        if (rest.Length < 4) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        if (length < -1 || length > rest.Length) return false;
        left--;
        isNull = length < 0;
        if (isNull) return true;
        part = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static bool IsWhole(BinaryParts parts)
    {
        if (parts.left < 0) return false;
        while (parts.left > 0)
            if (!parts.TryNext(out _, out _, out _)) return false;
        return parts.rest.IsEmpty;
    }

    // Int32 dimensions; Int32 whether there are NULLs; Int32 element type; for each dimension Int32 length, Int32 lower bound; the elements
    private static BinaryParts Array(ReadOnlySpan<byte> value)
    {
        if (value.Length < 12) return None;
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
        if (dimensions is < 0 or > MostDimensions || BinaryPrimitives.ReadUInt32BigEndian(value[4..]) > 1 || value.Length < 12 + (8 * dimensions)) return None;
        var count = dimensions == 0 ? 0L : 1L;
        for (var i = 0; i < dimensions && count is >= 0 and <= int.MaxValue; i++) count *= BinaryPrimitives.ReadInt32BigEndian(value[(12 + (8 * i))..]);
        return count * 4 > value.Length || count < 0 ? None : new BinaryParts(value[(12 + (8 * dimensions))..], (int)count, isRow: false, BinaryPrimitives.ReadUInt32BigEndian(value[8..]));
    }

    // Int32 fields; for each Int32 type, Int32 length, bytes
    private static BinaryParts Row(ReadOnlySpan<byte> value) =>
        value.Length >= 4 && BinaryPrimitives.ReadInt32BigEndian(value) is >= 0 and var count && count * 8L <= value.Length ? new BinaryParts(value[4..], count, isRow: true, 0) : None;

    // Int32 pairs; for each Int32 length, key, Int32 length, value
    private static BinaryParts Pairs(ReadOnlySpan<byte> value) =>
        value.Length >= 4 && BinaryPrimitives.ReadInt32BigEndian(value) is >= 0 and var count && count * 8L <= value.Length ? new BinaryParts(value[4..], 2 * count, isRow: false, 0) : None;

    private static BinaryParts None => new([], -1, isRow: false, 0);
}
