namespace HoopLike.Shared.Masking.Detectors;

/// <summary>How phone numbers are written.</summary>
internal static class PhoneForm
{
    private const int MostDigits = 15;
    private const int MostGroups = 8;
    private const int Shortest = 8;

    /// <summary>ITU-T E.164: country codes of one digit are 1 and 7; two lists say which begin one of two and which one of three digits.</summary>
    private const string TwoDigitCodes = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    private const string ThreeDigitBegins = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";

    private static readonly bool[] twoDigit = Set(TwoDigitCodes);
    private static readonly bool[] threeDigit = Set(ThreeDigitBegins);

    /// <summary>The length of the phone number that the text begins with; 0 where it begins with none. Of numbers that go on behind a space, the longest that is one.</summary>
    public static int Read(ReadOnlySpan<byte> text)
    {
        Span<byte> digits = stackalloc byte[MostDigits + 2];
        Span<Group> groups = stackalloc Group[MostGroups];
        var count = ReadGroups(text, digits, groups);
        for (; count > 0; count--)
        {
            var last = groups[count - 1];
            if (last.Digits >= Shortest && Ends(text[last.End..]) && IsNumber(text[0], digits[..last.Digits], groups[..count])) return last.End;
        }
        return 0;
    }

    private static bool IsNumber(byte sign, ReadOnlySpan<byte> digits, ReadOnlySpan<Group> groups)
    {
        if (sign == (byte)'+') return IsInternational(digits);
        if (digits[0] != 0) return IsNorthAmerican(digits, groups);
        return digits[1] == 0 ? groups.Length > 1 && IsInternational(digits[2..]) : IsNational(digits, groups);
    }

    /// <summary>Reads groups of digits with separators between them, as far as they go; how many are whole.</summary>
    private static int ReadGroups(ReadOnlySpan<byte> text, Span<byte> digits, Span<Group> groups)
    {
        var at = text[0] == (byte)'+' ? 1 : 0;
        var (read, count) = (0, 0);
        for (var separator = (byte)0; count < groups.Length; count++)
        {
            var isBracketed = at < text.Length && text[at] == (byte)'(';
            if (isBracketed) at++;
            var first = read;
            for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
            {
                if (read == digits.Length) return count;
                digits[read++] = (byte)(text[at] - '0');
            }
            if (read == first || (isBracketed && (at == text.Length || text[at++] != (byte)')'))) return count;
            groups[count] = new Group(at, read, read - first, separator, isBracketed);
            if (at == text.Length) return count + 1;
            var width = isBracketed && char.IsAsciiDigit((char)text[at]) ? 0 : Separator(text[at..]);
            if (width == 0 && !(isBracketed && char.IsAsciiDigit((char)text[at]))) return count + 1;
            separator = width == 3 ? text[at + 1] : isBracketed ? (byte)0 : text[at];
            at += width;
        }
        return count;
    }

    /// <summary>One space, dash, dot or slash, or one of them between spaces, with a digit or a bracket behind it; 0 for anything else.</summary>
    private static int Separator(ReadOnlySpan<byte> text)
    {
        var width = text[0] switch
        {
            (byte)' ' when text.Length > 2 && text[1] is (byte)'-' or (byte)'/' && text[2] == (byte)' ' => 3,
            (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/' => 1,
            _ => 0,
        };
        return width > 0 && text.Length > width && (char.IsAsciiDigit((char)text[width]) || (text[width] == (byte)'(' && text.Length > width + 1 && char.IsAsciiDigit((char)text[width + 1]))) ? width : 0;
    }

    private static bool Ends(ReadOnlySpan<byte> after)
    {
        if (after.IsEmpty) return true;
        if (WordEdge.IsWord(after[0]) || after[0] is (byte)'%' or (byte)'_') return false;
        return after.Length == 1 || after[0] is not ((byte)':' or (byte)'-' or (byte)'.' or (byte)'/') || !WordEdge.IsWord(after[1]);
    }

    private static bool IsInternational(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is < 8 or > MostDigits || digits[0] == 0) return false;
        if (digits[0] == 1) return digits.Length == 11 && IsNorthAmericanPlan(digits[1..]);
        if (digits[0] == 7) return digits.Length == 11 && digits[1] != 0;
        var code = (digits[0] * 10) + digits[1];
        return (twoDigit[code] && digits.Length >= 9) || threeDigit[code];
    }

    /// <summary>Ten digits, or eleven with a 1: <c>(555) 234-5678</c>, <c>555-234-5678</c>, <c>555.234.5678</c>, <c>1 555 234 5678</c>.</summary>
    private static bool IsNorthAmerican(ReadOnlySpan<byte> digits, ReadOnlySpan<Group> groups)
    {
        if (digits[0] == 1 && groups[0] is { Count: 1, IsBracketed: false })
        {
            digits = digits[1..];
            groups = groups[1..];
        }
        return digits.Length == 10 && groups.Length == 3 && groups[0].Count == 3 && groups[1] is { Count: 3, IsBracketed: false } && groups[2] is { Count: 4, IsBracketed: false } && IsNorthAmericanPlan(digits)
            && (groups[0].IsBracketed || groups[1].Separator == groups[2].Separator);
    }

    /// <summary>Area and exchange begin with 2 to 9, and neither is a service code (N11).</summary>
    private static bool IsNorthAmericanPlan(ReadOnlySpan<byte> digits) =>
        digits[0] >= 2 && digits[3] >= 2 && !(digits[1] == 1 && digits[2] == 1) && !(digits[4] == 1 && digits[5] == 1);

    /// <summary>A zero, an area or operator, and the number, in groups that look like no date: nine to twelve digits.</summary>
    private static bool IsNational(ReadOnlySpan<byte> digits, ReadOnlySpan<Group> groups)
    {
        if (digits.Length is < 9 or > 12 || groups.Length is < 2 or > 6) return false;
        var isPairs = true;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Count < 2 || (i > 0 && groups[i].IsBracketed)) return false;
            isPairs &= groups[i].Count == 2;
        }
        if (isPairs) return groups.Length == 5;
        // Two digits, two digits and a year: a date, with a number behind it.
        if (groups.Length > 2 && groups[0].Count == 2 && groups[1].Count == 2) return false;
        return groups[0].Count is >= 3 and <= 6 || groups[^1].Count >= 4;
    }

    private static bool[] Set(string codes)
    {
        var found = new bool[100];
        foreach (var code in codes.Split(' ')) found[int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)] = true;
        return found;
    }

    /// <param name="End">Where it ends in the text.</param>
    /// <param name="Digits">Of all groups so far.</param>
    /// <param name="Separator">What stands before it; 0 for nothing, and behind brackets.</param>
    private readonly record struct Group(int End, int Digits, int Count, byte Separator, bool IsBracketed);
}
