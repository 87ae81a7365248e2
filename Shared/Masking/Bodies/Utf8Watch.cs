using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>Checks that bytes which come in pieces are UTF-8 (RFC 3629) and hold no NUL, as UTF-16 does: detectors would pass over what they cannot read.</summary>
internal struct Utf8Watch
{
    private const string Not = "The body is not UTF-8, and masking rules apply to it: no other encoding can be read.";

    /// <summary>The bytes of a character that was cut, the first lowest; how many they are.</summary>
    private uint begun;
    private int count;

    public void Check(ReadOnlySpan<byte> piece)
    {
        if (piece.Contains((byte)0)) throw new UnreadableBodyException("The body has NUL bytes, and masking rules apply to it: it is no text in UTF-8.");
        Span<byte> character = stackalloc byte[4];
        while (count > 0 && !piece.IsEmpty)
        {
            begun |= (uint)piece[0] << (8 * count++);
            piece = piece[1..];
            for (var i = 0; i < count; i++) character[i] = (byte)(begun >> (8 * i));
            var status = Rune.DecodeFromUtf8(character[..count], out _, out _);
            if (status == OperationStatus.InvalidData) throw new UnreadableBodyException(Not);
            if (status == OperationStatus.Done) (begun, count) = (0, 0);
        }
        if (count > 0) return;
        var cut = CutAt(piece);
        if (!Utf8.IsValid(piece[..cut])) throw new UnreadableBodyException(Not);
        for (; cut < piece.Length; cut++) begun |= (uint)piece[cut] << (8 * count++);
        if (count == 0) return;
        for (var i = 0; i < count; i++) character[i] = (byte)(begun >> (8 * i));
        if (Rune.DecodeFromUtf8(character[..count], out _, out _) != OperationStatus.NeedMoreData) throw new UnreadableBodyException(Not);
    }

    public readonly void End()
    {
        if (count > 0) throw new UnreadableBodyException("The body ends within a character.");
    }

    /// <summary>Where the character begins that the text ends within; its length where it ends with a whole one.</summary>
    public static int CutAt(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var b = text[^back];
            if ((b & 0xC0) == 0x80) continue;
            var needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return needed > back ? text.Length - back : text.Length;
        }
        return text.Length;
    }
}
