using System.Buffers;
using System.Buffers.Text;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>uuid: 122 bits of a MAC as version 8 (RFC 9562, section 5.8).</summary>
internal sealed class UuidPseudonym(byte[] key, short format) : Pseudonym(key, format)
{
    private const int Size = 16;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (IsBinary && value.Length == Size) value.CopyTo(bytes);
        else if (IsBinary || !Utf8Parser.TryParse(value, out Guid guid, out var used) || used != value.Length || !guid.TryWriteBytes(bytes, bigEndian: true, out _)) return MaskOutcome.Null;
        Mac(bytes, bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        if (IsBinary) return Write(output, bytes);
        _ = Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), output.GetSpan(36), out var written);
        output.Advance(written);
        return MaskOutcome.Replaced;
    }
}
