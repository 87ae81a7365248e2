using System.Buffers;

namespace HoopLike.Shared.Sql;

/// <summary>
/// The text of a plain statement with its whole numbers taken out. Two texts that are the same without them are the same statement with other values: what is read from one holds for the other.
/// Only where that is certain: SELECT, INSERT, UPDATE or DELETE of letters, digits, white space and a few signs; no quotes, comments, dollars or decimals, and no BY, after which a number names a column.
/// </summary>
internal static class NumberlessText
{
    /// <summary>What drivers and programs repeat with other numbers is short.</summary>
    public const int Limit = 1024;

    /// <summary>Numbers up to nine digits are integers to the parser, whatever they are.</summary>
    private const int DigitsLimit = 9;

    private static readonly SearchValues<byte> plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,()*=<>; \t\r\n"u8);

    /// <summary>Writes the text with <c>0</c> for each number. False where the text is not plain.</summary>
    /// <param name="without">At least as long as the text.</param>
    public static bool TryWrite(ReadOnlySpan<byte> utf8, Span<byte> without, out int length)
    {
        length = 0;
        if (utf8.Length > Limit || !BeginsPlainly(utf8) || utf8.ContainsAnyExcept(plain)) return false;
        var word = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var c = utf8[i];
            if (char.IsAsciiDigit((char)c) && !word)
            {
                var digits = utf8[i..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (digits < 0) digits = utf8.Length - i;
                if (digits > DigitsLimit || (i + digits < utf8.Length && IsWord(utf8[i + digits]))) return false;
                i += digits - 1;
                c = (byte)'0';
            }
            else
            {
                if ((c | 0x20) == 'b' && !word && i + 1 < utf8.Length && (utf8[i + 1] | 0x20) == 'y') return false;
                word = IsWord(c);
            }

            without[length++] = c;
        }

        return true;
    }

    private static bool BeginsPlainly(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 7 || char.IsAsciiLetterOrDigit((char)utf8[6]) || utf8[6] == '_') return false;
        Span<byte> first = stackalloc byte[6];
        for (var i = 0; i < first.Length; i++) first[i] = (byte)(utf8[i] | 0x20);
        return first.SequenceEqual("select"u8) || first.SequenceEqual("update"u8) || first.SequenceEqual("insert"u8) || first.SequenceEqual("delete"u8);
    }

    /// <summary>A dot counts: <c>t.1</c> and <c>1.5</c> are not plain numbers.</summary>
    private static bool IsWord(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or (byte)'.';
}
