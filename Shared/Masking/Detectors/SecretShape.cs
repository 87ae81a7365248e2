using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Whether a value is more likely made by chance than written by a person.</summary>
internal static class SecretShape
{
    private const int Shortest = 8;
    /// <summary>Bits by the frequency of the value's own characters (Shannon): ten different ones have 33.</summary>
    private const double FewestBits = 28;
    private const int LongestOfLettersOnly = 16;

    private static readonly SearchValues<byte> timeBytes = SearchValues.Create("0123456789TZ.-+/: "u8);

    public static bool LooksRandom(ReadOnlySpan<byte> value)
    {
        if (value.Length < Shortest || IsPlaceholder(value)) return false;
        var (digits, upper, lower, signs, others) = (0, 0, 0, 0, 0);
        foreach (var b in value)
        {
            if (char.IsAsciiDigit((char)b)) digits++;
            else if (char.IsAsciiLetterUpper((char)b)) upper++;
            else if (char.IsAsciiLetterLower((char)b)) lower++;
            else if (b is (byte)'_' or (byte)'-' or (byte)'.' or (byte)'/') signs++;
            else others++;
        }
        var letters = upper + lower;
        if (letters == 0 || IsTime(value, digits, letters)) return false;
        if (digits == 0 && others == 0) return value.Length >= LongestOfLettersOnly && signs == 0 && upper >= 4 && lower >= 4 && Turns(value) >= value.Length / 4 && Bits(value) >= 2 * FewestBits;
        if (others == 0 && digits <= 2 && LooksWritten(value, upper, lower, signs)) return false;
        return Bits(value) >= FewestBits;
    }

    private static bool IsPlaceholder(ReadOnlySpan<byte> value) =>
        value[0] is (byte)'$' or (byte)'%' or (byte)'.' or (byte)'~' && !char.IsAsciiDigit((char)value[1]) && value[1] is (byte)'{' or (byte)'(' or (byte)'/' or (byte)'_' || IsPath(value)
        || (value[0] is (byte)'$' or (byte)'%' && !value[1..].ContainsAnyExcept(OpenText.KeyBytes));

    /// <summary><c>/run/secrets/db</c>: names between slashes.</summary>
    private static bool IsPath(ReadOnlySpan<byte> value) => value[0] == (byte)'/' && value[1..].IndexOf((byte)'/') is > 1 and < 12 && value.IndexOfAny((byte)'+', (byte)'=') < 0 && value.Length < 60;

    private static bool IsTime(ReadOnlySpan<byte> value, int digits, int letters) => letters <= 2 && digits >= 6 && !value.ContainsAnyExcept(timeBytes);

    /// <summary>Words with a number at the end, or joined by signs: <c>newPassword2</c>, <c>old_password_1</c>, <c>config.db.password</c>.</summary>
    private static bool LooksWritten(ReadOnlySpan<byte> value, int upper, int lower, int signs)
    {
        var trimmed = value.TrimEnd("0123456789"u8);
        var isAtEnd = !trimmed.ContainsAnyInRange((byte)'0', (byte)'9');
        return isAtEnd && (signs > 0 || upper == 0 || lower == 0 || Turns(trimmed) <= trimmed.Length / 3);
    }

    /// <summary>How often upper and lower case change.</summary>
    private static int Turns(ReadOnlySpan<byte> value)
    {
        var turns = 0;
        for (var i = 1; i < value.Length; i++)
            if (char.IsAsciiLetterUpper((char)value[i]) != char.IsAsciiLetterUpper((char)value[i - 1])) turns++;
        return turns;
    }

    private static double Bits(ReadOnlySpan<byte> value)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var b in value) counts[b]++;
        var bits = 0.0;
        foreach (var count in counts)
            if (count > 0) bits -= count * Math.Log2((double)count / value.Length);
        return bits;
    }
}
