namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>Whether bytes are what they must be (RFC 8259, sections 3 and 6).</summary>
internal static class JsonWords
{
    public static bool IsLiteral(ReadOnlySpan<byte> text) => text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("null"u8);

    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8)) text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == (byte)'0')) return false;
        text = text[whole..];
        if (text.StartsWith("."u8))
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(1 + fraction)..];
        }
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-') text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
