using System.Buffers;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>bytea: 16 bytes of a MAC, whatever the value's length.</summary>
internal sealed class ByteaPseudonym(byte[] key, short format) : Pseudonym(key, format)
{
    private const int Size = 16;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        Span<byte> mac = stackalloc byte[Size];
        if (IsBinary)
        {
            Mac(value, mac);
            return Write(output, mac);
        }
        var bytes = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            var length = Decode(value, bytes);
            if (length < 0) return MaskOutcome.Null;
            Mac(bytes.AsSpan(0, length), mac);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
        var text = output.GetSpan(2 + (2 * Size));
        "\\x"u8.CopyTo(text);
        Convert.TryToHexStringLower(mac, text[2..], out var written);
        output.Advance(2 + written);
        return MaskOutcome.Replaced;
    }

    /// <summary>Both values of bytea_output: hex, and escape with its <c>\\</c> and <c>\ooo</c>. -1 for neither.</summary>
    private static int Decode(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.StartsWith("\\x"u8)) return Convert.FromHexString(text[2..], bytes, out _, out var written) == OperationStatus.Done ? written : -1;
        var length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != (byte)'\\')
            {
                bytes[length++] = text[0];
                text = text[1..];
            }
            else if (text.StartsWith("\\\\"u8))
            {
                bytes[length++] = (byte)'\\';
                text = text[2..];
            }
            else if (text.Length >= 4 && text[1] is >= (byte)'0' and <= (byte)'3' && text[2] is >= (byte)'0' and <= (byte)'7' && text[3] is >= (byte)'0' and <= (byte)'7')
            {
                bytes[length++] = (byte)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0'));
                text = text[4..];
            }
            else
            {
                return -1;
            }
        }
        return length;
    }
}
