using System.Globalization;
using System.Text;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>Reads one escape of a JSON string (RFC 8259, section 7) byte by byte. Half a pair of surrogates stands for the replacement character.</summary>
internal sealed class JsonEscape
{
    private const int Unit = 6;

    private readonly byte[] raw = new byte[2 * Unit];
    private readonly byte[] decoded = new byte[4];
    private int length;
    private int decodedLength;
    private int used;

    /// <summary>An escape is begun and has not ended.</summary>
    public bool IsOpen => length > 0;

    /// <summary>Of the escape that <see cref="Take"/> found whole.</summary>
    public ReadOnlySpan<byte> Raw => raw.AsSpan(0, used);

    public ReadOnlySpan<byte> Decoded => decoded.AsSpan(0, decodedLength);

    public void Begin()
    {
        raw[0] = (byte)'\\';
        length = 1;
    }

    /// <summary>Forgets what is begun.</summary>
    public void Drop() => length = 0;

    /// <summary>Takes the next byte of the string.</summary>
    /// <param name="isTaken">False where the byte is not the escape's: it ended before.</param>
    /// <returns>Whether an escape is whole; call <see cref="Next"/> once it was used.</returns>
    public bool Take(byte b, out bool isTaken)
    {
        isTaken = true;
        if (length == Unit && b != (byte)'\\')
        {
            isTaken = false;
            return Lone();
        }
        raw[length++] = b;
        if (length is 2 or Unit + 2)
        {
            if (b == (byte)'u') return false;
            Single(b);
            return length == 2 ? Whole(2) : Lone();
        }
        if (length == Unit + 1) return false;
        if (!char.IsAsciiHexDigit((char)b)) throw Wrong();
        if (length == Unit) return !char.IsHighSurrogate(UnitAt(0)) && Whole(Unit, new Rune(char.IsLowSurrogate(UnitAt(0)) ? '\uFFFD' : UnitAt(0)));
        if (length < 2 * Unit) return false;
        return Rune.TryCreate(UnitAt(0), UnitAt(Unit), out var rune) ? Whole(2 * Unit, rune) : Lone();
    }

    /// <summary>Goes on behind the escape that was whole.</summary>
    /// <returns>Whether another one is whole by what was read of it.</returns>
    public bool Next()
    {
        var left = length - used;
        raw.AsSpan(used, left).CopyTo(raw);
        length = left;
        if (length == 2 && raw[1] != (byte)'u') return Whole(2);
        if (length < Unit || char.IsHighSurrogate(UnitAt(0))) return false;
        return Whole(Unit, new Rune(char.IsLowSurrogate(UnitAt(0)) ? '\uFFFD' : UnitAt(0)));
    }

    private bool Lone() => Whole(Unit, Rune.ReplacementChar);

    private bool Whole(int length) => Whole(length, new Rune((char)Single(raw[1])));

    private bool Whole(int length, Rune rune)
    {
        used = length;
        decodedLength = rune.EncodeToUtf8(decoded);
        return true;
    }

    private char UnitAt(int at)
    {
        var value = 0;
        for (var i = at + 2; i < at + Unit; i++) value = (value << 4) | HexValue(raw[i]);
        return (char)value;
    }

    private static int HexValue(byte b) => char.IsAsciiDigit((char)b) ? b - '0' : (b | 0x20) - 'a' + 10;

    private static byte Single(byte b) => b switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => b,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => throw Wrong(),
    };

    private static UnreadableBodyException Wrong() => new(string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON: a string has a backslash that begins no escape."));
}
