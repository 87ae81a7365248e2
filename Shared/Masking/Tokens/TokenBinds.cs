using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>Turns tokens in a Bind's parameters back (PostgreSQL manual, section 55.7, Bind): what <see cref="TokenReturn"/> does for constants.</summary>
public static class TokenBinds
{
    /// <param name="section">From the number of format codes to the end of the message.</param>
    /// <param name="comparands">Of the statement. Default where its meaning is not known.</param>
    /// <exception cref="InvalidDataException">It is not what a Bind says.</exception>
    // Int16 count, Int16 formats; Int16 count, (Int32 length, bytes) values; Int16 count, Int16 result formats
    public static TokenOutcome InValues(ReadOnlySpan<byte> section, ImmutableArray<TokenComparand> comparands, TokenKey key)
    {
        if (!TokenFinder.IsAny(key, section)) return TokenOutcome.None;
        if (comparands.IsDefault) return TokenOutcome.Unreadable;
        var at = 0;
        var formats = new short[(ushort)ReadInt16(section, ref at)];
        for (var i = 0; i < formats.Length; i++) formats[i] = ReadInt16(section, ref at);
        var count = (ushort)ReadInt16(section, ref at);
        var output = new ArrayBufferWriter<byte>(section.Length + 256);
        output.Write(section[..at]);
        for (var i = 0; i < count; i++)
        {
            var length = ReadInt32(section, ref at);
            if (length > section.Length - at) throw new InvalidDataException("A Bind message ends within a value.");
            var value = section.Slice(at, Math.Max(length, 0));
            at += value.Length;
            var format = formats.Length switch { 0 => (short)0, 1 => formats[0], _ => i < formats.Length ? formats[i] : (short)0 };
            var written = value;
            if (TokenFinder.IsAny(key, value))
            {
                if (TurnBack(value, format, ClassesOf(i + 1, comparands), key) is not { } real) return TokenOutcome.Misplaced;
                written = real;
                length = real.Length;
            }
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), length);
            output.Advance(4);
            output.Write(written);
        }
        output.Write(section[at..]);
        return new TokenOutcome(output.WrittenSpan.ToArray());
    }

    private static TokenClass[] ClassesOf(int parameter, ImmutableArray<TokenComparand> comparands) =>
        [.. comparands.Where(c => c.Parameter == parameter).Select(c => TokenClass.Of(c.Rule))];

    /// <summary>Null where the token may not stand there.</summary>
    private static byte[]? TurnBack(ReadOnlySpan<byte> value, short format, TokenClass[] classes, TokenKey key)
    {
        if (classes.Length == 0) return null;
        return TokenValue.TryTurnBack(value, classes, key) ?? (format == 1 ? TokenValue.TryTurnBackBinary(value, classes, key) : TokenValue.TryTurnBackText(value, classes, key));
    }

    private static short ReadInt16(ReadOnlySpan<byte> section, ref int at)
    {
        if (section.Length - at < sizeof(short)) throw new InvalidDataException("A Bind message ends too early.");
        at += sizeof(short);
        return BinaryPrimitives.ReadInt16BigEndian(section[(at - sizeof(short))..]);
    }

    private static int ReadInt32(ReadOnlySpan<byte> section, ref int at)
    {
        if (section.Length - at < sizeof(int)) throw new InvalidDataException("A Bind message ends too early.");
        at += sizeof(int);
        return BinaryPrimitives.ReadInt32BigEndian(section[(at - sizeof(int))..]);
    }
}
