using System.Buffers;
using System.Buffers.Text;
using System.Net;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>
/// inet, cidr: one host's address of the same family, IPv4 by permutation, IPv6 by a MAC as a unique local address (fd00::/8, RFC 4193). The network's width is hashed along, and not shown.
/// </summary>
internal sealed class InetPseudonym(HashKey key, bool isCidr, short format) : Pseudonym(key.For("inet"), format)
{
    // pg_inet_net family numbers (network.c): PGSQL_AF_INET, PGSQL_AF_INET6.
    private const byte V4 = 2;
    private const byte V6 = 3;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        // Family, bits, whether cidr, length of the address, address.
        Span<byte> bytes = stackalloc byte[20];
        if (IsBinary ? !TryCopy(value, ref bytes) : !TryRead(value, ref bytes)) return MaskOutcome.Null;
        var address = bytes[4..];
        var isWhole = bytes[1] == address.Length * 8;
        bytes[1] = (byte)(address.Length * 8);
        bytes[2] = (byte)(isCidr ? 1 : 0);
        bytes[3] = (byte)address.Length;
        if (bytes[0] == V4 && isWhole)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, key.Integers[System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address)]);
        }
        else
        {
            Mac(bytes, address);
            if (bytes[0] == V6) address[0] = 0xFD;
        }
        return IsBinary ? Write(output, bytes) : WriteText(address, output);
    }

    private MaskOutcome WriteText(ReadOnlySpan<byte> address, IBufferWriter<byte> output)
    {
        var text = output.GetSpan(64);
        var written = 0;
        if (address.Length > 4) _ = new IPAddress(address).TryFormat(text, out written);
        else
            foreach (var part in address)
            {
                if (written > 0) text[written++] = (byte)'.';
                _ = Utf8Formatter.TryFormat(part, text[written..], out var digits);
                written += digits;
            }
        if (isCidr)
        {
            text[written++] = (byte)'/';
            _ = Utf8Formatter.TryFormat(address.Length * 8, text[written..], out var width);
            written += width;
        }
        output.Advance(written);
        return MaskOutcome.Replaced;
    }

    private static bool TryCopy(ReadOnlySpan<byte> value, ref Span<byte> bytes)
    {
        if (value.Length is not (8 or 20) || value[0] != (value.Length == 8 ? V4 : V6) || value[3] != value.Length - 4) return false;
        bytes = bytes[..value.Length];
        value.CopyTo(bytes);
        return true;
    }

    private static bool TryReadV4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (var i = 0; i < address.Length; i++)
        {
            if (!Utf8Parser.TryParse(text, out address[i], out var used)) return false;
            text = text[used..];
            if (i == address.Length - 1) break;
            if (!text.StartsWith("."u8)) return false;
            text = text[1..];
        }
        return text.IsEmpty;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, ref Span<byte> bytes)
    {
        var slash = text.IndexOf((byte)'/');
        var host = slash < 0 ? text : text[..slash];
        var length = 4;
        if (!TryReadV4(host, bytes.Slice(4, 4)) && (!IPAddress.TryParse(host, out var address) || !address.TryWriteBytes(bytes[4..], out length))) return false;
        var bits = length * 8;
        if (slash >= 0 && (!Utf8Parser.TryParse(text[(slash + 1)..], out bits, out var used) || used != text.Length - slash - 1 || bits < 0 || bits > length * 8)) return false;
        bytes = bytes[..(4 + length)];
        (bytes[0], bytes[1]) = (length == 4 ? V4 : V6, (byte)bits);
        return true;
    }
}
