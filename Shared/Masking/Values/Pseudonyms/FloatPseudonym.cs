using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>real, double precision: a whole number that the type holds exactly, below 2^24 or 2^53. Thousands of different reals can share one; hash doubles, not reals, where that matters.</summary>
internal sealed class FloatPseudonym(byte[] key, uint typeOid, short format) : Pseudonym(key, format)
{
    private readonly bool isShort = typeOid == PgType.Float4;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (!TryRead(value, out var read)) return MaskOutcome.Null;
        // -0 equals 0, and every NaN every other, as the server compares them.
        if (read == 0) read = 0.0;
        if (double.IsNaN(read)) read = double.NaN;
        var pseudonym = (long)(Mac(BitConverter.DoubleToInt64Bits(read)) >> (isShort ? 40 : 11));
        if (!IsBinary) return WriteDecimal(output, pseudonym);
        Span<byte> bytes = stackalloc byte[isShort ? sizeof(float) : sizeof(double)];
        if (isShort) BinaryPrimitives.WriteSingleBigEndian(bytes, pseudonym);
        else BinaryPrimitives.WriteDoubleBigEndian(bytes, pseudonym);
        return Write(output, bytes);
    }

    private bool TryRead(ReadOnlySpan<byte> value, out double read)
    {
        read = 0;
        if (!IsBinary) return TryReadText(value, out read);
        if (value.Length != (isShort ? sizeof(float) : sizeof(double))) return false;
        read = isShort ? BinaryPrimitives.ReadSingleBigEndian(value) : BinaryPrimitives.ReadDoubleBigEndian(value);
        return true;
    }

    private bool TryReadText(ReadOnlySpan<byte> value, out double read)
    {
        read = double.NaN;
        if (value.SequenceEqual("NaN"u8)) return true;
        read = value.StartsWith("-"u8) ? double.NegativeInfinity : double.PositiveInfinity;
        if (value.EndsWith("Infinity"u8)) return true;
        if (!isShort) return Utf8Parser.TryParse(value, out read, out var used) && used == value.Length;
        var isRead = Utf8Parser.TryParse(value, out float single, out var usedOfSingle) && usedOfSingle == value.Length;
        read = single;
        return isRead;
    }
}
