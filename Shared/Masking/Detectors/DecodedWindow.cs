using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>A piece of UTF-8 as characters, with what stands before it, and the way back from characters to bytes. Bytes that are no UTF-8 stand as replacement characters (U+FFFD), each where it is.</summary>
internal readonly ref struct DecodedWindow
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly int begin;
    private readonly char[] characters;
    private readonly bool isAscii;

    /// <param name="at">Where the piece begins in the text.</param>
    /// <param name="size">Bytes of it.</param>
    public DecodedWindow(ReadOnlySpan<byte> utf8, int at, int size)
    {
        begin = Align(utf8, Math.Max(0, at - (RegexDetector.NearDistance * 4)));
        var end = (int)Math.Min(utf8.Length, (long)at + size);
        for (var i = 0; i < 3 && end < utf8.Length && IsContinuation(utf8[end]); i++) end++;
        IsLast = end == utf8.Length;
        bytes = utf8[begin..end];
        characters = ArrayPool<char>.Shared.Rent(bytes.Length);
        isAscii = Ascii.IsValid(bytes);
        Utf8.ToUtf16(bytes, characters, out _, out var written, replaceInvalidSequences: true, isFinalBlock: true);
        Length = written;
        First = isAscii ? at - begin : Characters(at - begin);
    }

    /// <summary>The window reaches to the end of the text.</summary>
    public bool IsLast { get; }

    /// <summary>The character that the piece begins with.</summary>
    public int First { get; }

    public ReadOnlySpan<char> Text => characters.AsSpan(0, Length);

    private int Length { get; }

    public void Dispose() => ArrayPool<char>.Shared.Return(characters, clearArray: true);

    /// <summary>Where a character stands in the text; of one that takes two places, its beginning.</summary>
    public int OffsetOf(int character) => begin + (isAscii ? character : Bytes(character, isEnd: false));

    /// <summary>A match as bytes of the text; false where it begins before <paramref name="start"/>, inside a character.</summary>
    public bool TryMap(int from, int to, int start, out int offset, out int length)
    {
        offset = OffsetOf(from);
        length = begin + (isAscii ? to : Bytes(to, isEnd: true)) - offset;
        return offset >= start && length > 0;
    }

    private static int Align(ReadOnlySpan<byte> utf8, int at)
    {
        for (var i = 0; i < 3 && at > 0 && at < utf8.Length && IsContinuation(utf8[at]); i++) at++;
        return at;
    }

    private static bool IsContinuation(byte b) => (b & 0xC0) == 0x80;

    /// <summary>How many characters begin in the first bytes.</summary>
    private int Characters(int count)
    {
        var (at, found) = (0, 0);
        while (at < count)
        {
            Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length);
            at += length;
            found += rune.Utf16SequenceLength;
        }
        return found;
    }

    private int Bytes(int count, bool isEnd)
    {
        var (at, passed) = (0, 0);
        while (passed < count && at < bytes.Length)
        {
            Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length);
            passed += rune.Utf16SequenceLength;
            if (passed > count && !isEnd) break;
            at += length;
        }
        return at;
    }
}
