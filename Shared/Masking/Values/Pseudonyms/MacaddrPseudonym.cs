using System.Buffers;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>macaddr, macaddr8: a MAC's bits as a locally administered address of one host (IEEE 802, the second and the first bit of the first byte).</summary>
internal sealed class MacaddrPseudonym(byte[] key, int size, short format) : Pseudonym(key, format)
{
    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[size];
        if (IsBinary && value.Length == size) value.CopyTo(bytes);
        else if (IsBinary || !TryRead(value, bytes)) return MaskOutcome.Null;
        Mac(bytes, bytes);
        bytes[0] = (byte)((bytes[0] & 0xFC) | 0x02);
        if (IsBinary) return Write(output, bytes);
        var text = output.GetSpan(size * 3);
        for (var i = 0; i < size; i++)
        {
            Convert.TryToHexStringLower(bytes.Slice(i, 1), text[(i * 3)..], out _);
            text[(i * 3) + 2] = (byte)':';
        }
        output.Advance((size * 3) - 1);
        return MaskOutcome.Replaced;
    }

    /// <summary>As the server writes it: <c>08:00:2b:01:02:03</c>.</summary>
    private bool TryRead(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.Length != (size * 3) - 1) return false;
        for (var i = 0; i < size; i++)
            if (Convert.FromHexString(text.Slice(i * 3, 2), bytes.Slice(i, 1), out _, out _) != OperationStatus.Done) return false;
        return true;
    }
}
