using System.Buffers;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>Tokens as text: <c>tok_</c> and base32 (RFC 4648, section 6) in small letters without padding, so that a double click takes the whole and no encoding or quoting changes it.</summary>
internal static class TokenText
{
    private static ReadOnlySpan<byte> Alphabet => "abcdefghijklmnopqrstuvwxyz234567"u8;

    public static ReadOnlySpan<byte> Prefix => "tok_"u8;

    /// <summary>Characters, for so many bytes.</summary>
    public static int LengthOf(int bytes) => Prefix.Length + (((bytes * 8) + 4) / 5);

    public static void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var text = output.GetSpan(LengthOf(bytes.Length));
        Prefix.CopyTo(text);
        var at = Prefix.Length;
        var (bits, count) = (0u, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            for (count += 8; count >= 5; count -= 5) text[at++] = Alphabet[(int)(bits >> (count - 5)) & 31];
        }
        if (count > 0) text[at++] = Alphabet[(int)(bits << (5 - count)) & 31];
        output.Advance(at);
    }

    /// <summary>Reads as many bytes as asked for from the beginning of a token.</summary>
    /// <param name="isWhole">They are all the token's bytes: it must be written in the one way to write them.</param>
    /// <param name="isCut">The text ends before, and might be such a beginning.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> bytes, bool isWhole, out bool isCut)
    {
        isCut = text.Length < Prefix.Length && Prefix.StartsWith(text);
        if (!text.StartsWith(Prefix)) return false;
        var (at, bits, count) = (Prefix.Length, 0u, 0);
        for (var i = 0; i < bytes.Length; at++)
        {
            isCut = at == text.Length;
            if (isCut || Digit(text[at]) is var digit && digit < 0) return false;
            bits = (bits << 5) | (uint)digit;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes[i++] = (byte)(bits >> count);
        }
        return !isWhole || (bits & ((1u << count) - 1)) == 0;
    }

    private static int Digit(byte character) => character switch
    {
        >= (byte)'a' and <= (byte)'z' => character - 'a',
        >= (byte)'2' and <= (byte)'7' => character - '2' + 26,
        _ => -1,
    };
}
