using System.Buffers;
using System.Buffers.Binary;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>Values that are a token, or an array with tokens among its elements; all of them must be of the classes that the comparison is about.</summary>
internal static class TokenValue
{
    /// <summary>The value that a whole text stands for; null where it is no such token.</summary>
    public static byte[]? TryTurnBack(ReadOnlySpan<byte> text, TokenClass[] classes, TokenKey key) =>
        TokenFinder.TryFind(key, text, 0, out var token) && token.Length == text.Length && Array.TrueForAll(classes, c => c == token.Class) ? token.Value : null;

    /// <summary>An array in text; null where it is none, or holds a token that may not stand there.</summary>
    public static byte[]? TryTurnBackText(ReadOnlySpan<byte> text, TokenClass[] classes, TokenKey key)
    {
        var reader = new ArrayLiteral(text);
        if (!reader.TryReadBounds(out var bounds) || TokenFinder.IsAny(key, bounds)) return null;
        var output = new ArrayBufferWriter<byte>(text.Length);
        output.Write(bounds);
        while (reader.TryRead(out var part, out var isElement))
        {
            if (!isElement || reader.IsNull) output.Write(part);
            else if (!TryWriteElement(reader.Decode(Trimmed(part, reader.IsQuoted)), classes, key, output)) return null;
        }
        return reader.IsComplete ? output.WrittenSpan.ToArray() : null;
    }

    /// <summary>An array in binary: as <see cref="StringArrayMask"/> reads it.</summary>
    public static byte[]? TryTurnBackBinary(ReadOnlySpan<byte> value, TokenClass[] classes, TokenKey key)
    {
        if (value.Length < 12) return null;
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
        if (dimensions is < 1 or > 6) return null;
        var head = 12 + (dimensions * 8);
        if (value.Length < head || TokenFinder.IsAny(key, value[..head])) return null;
        var output = new ArrayBufferWriter<byte>(value.Length);
        output.Write(value[..head]);
        for (var at = head; at < value.Length;)
        {
            if (value.Length - at < 4) return null;
            var length = BinaryPrimitives.ReadInt32BigEndian(value[at..]);
            if (length < -1 || length > value.Length - at - 4) return null;
            var element = value.Slice(at + 4, Math.Max(length, 0));
            at += 4 + element.Length;
            if (length >= 0 && TryTurnBack(element, classes, key) is { } real)
            {
                WriteInt32(output, real.Length);
                output.Write(real);
                continue;
            }
            if (TokenFinder.IsAny(key, element)) return null;
            WriteInt32(output, length);
            output.Write(element);
        }
        return output.WrittenSpan.ToArray();
    }

    private static bool TryWriteElement(ReadOnlySpan<byte> element, TokenClass[] classes, TokenKey key, IBufferWriter<byte> output)
    {
        var real = TryTurnBack(element, classes, key);
        if (real is null && TokenFinder.IsAny(key, element)) return false;
        ArrayLiteral.Quote(real ?? element, output);
        return true;
    }

    /// <summary>The server takes no white space around an element that stands without quotes.</summary>
    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> element, bool isQuoted) => isQuoted ? element : element.Trim(" \t\n\v\f\r"u8);

    private static void WriteInt32(ArrayBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }
}
