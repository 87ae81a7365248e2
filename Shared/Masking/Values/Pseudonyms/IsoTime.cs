namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>Dates and times as the server writes them under DateStyle ISO (manual, section 8.5.2), as its own numbers: days and microseconds since 2000-01-01. Other styles are not read: in some, day and month cannot be told apart.</summary>
internal static class IsoTime
{
    public const long DayMicroseconds = 86_400_000_000;

    /// <summary><c>2024-01-31</c>, <c>0044-03-15 BC</c>, <c>infinity</c>, <c>-infinity</c>.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out int days)
    {
        days = text.SequenceEqual("infinity"u8) ? int.MaxValue : int.MinValue;
        if (text.EndsWith("infinity"u8)) return text.Length <= 9;
        var isBefore = TakeBc(ref text);
        return TryTakeDate(ref text, isBefore, out days) && text.IsEmpty;
    }

    /// <summary><c>2024-01-31 12:00:00.123456</c>, with <c>+05:30</c> and the like behind it where <paramref name="hasZone"/>.</summary>
    public static bool TryReadTimestamp(ReadOnlySpan<byte> text, bool hasZone, out long microseconds)
    {
        microseconds = text.SequenceEqual("infinity"u8) ? long.MaxValue : long.MinValue;
        if (text.EndsWith("infinity"u8)) return text.Length <= 9;
        var isBefore = TakeBc(ref text);
        if (!TryTakeDate(ref text, isBefore, out var days) || !TryTakeTime(ref text, out var time)) return false;
        var offset = 0L;
        if (hasZone && !TryTakeZone(ref text, out offset)) return false;
        microseconds = (days * DayMicroseconds) + time - offset;
        return text.IsEmpty;
    }

    private static bool TakeBc(ref ReadOnlySpan<byte> text)
    {
        if (!text.EndsWith(" BC"u8)) return false;
        text = text[..^3];
        return true;
    }

    private static bool TryTakeDate(ref ReadOnlySpan<byte> text, bool isBefore, out int days)
    {
        days = 0;
        var dash = text.IndexOf((byte)'-');
        if (dash is < 4 or > 7 || !TryTake(ref text, dash, out var year)) return false;
        if (!TryTakePart(ref text, (byte)'-', out var month) || !TryTakePart(ref text, (byte)'-', out var day) || month is < 1 or > 12 || day is < 1 or > 31) return false;
        days = Days(isBefore ? 1 - year : year, month, day);
        return true;
    }

    private static bool TryTakeTime(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryTakePart(ref text, (byte)' ', out var hour) || !TryTakePart(ref text, (byte)':', out var minute) || !TryTakePart(ref text, (byte)':', out var second)) return false;
        microseconds = ((hour * 3600L) + (minute * 60) + second) * 1_000_000;
        if (!text.StartsWith("."u8)) return true;
        text = text[1..];
        var unit = 100_000;
        for (; !text.IsEmpty && char.IsAsciiDigit((char)text[0]); text = text[1..], unit /= 10) microseconds += (text[0] - '0') * unit;
        return true;
    }

    /// <summary>Hours, minutes and seconds where they are not zero: <c>+00</c>, <c>-03:30</c>, <c>+00:53:28</c>.</summary>
    private static bool TryTakeZone(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-')) return false;
        var isWest = text[0] == (byte)'-';
        text = text[1..];
        if (!TryTake(ref text, 2, out var hours)) return false;
        int minutes = 0, seconds = 0;
        if (text.Length >= 3 && !TryTakePart(ref text, (byte)':', out minutes)) return false;
        if (text.Length >= 3 && !TryTakePart(ref text, (byte)':', out seconds)) return false;
        microseconds = ((hours * 3600L) + (minutes * 60) + seconds) * (isWest ? -1_000_000 : 1_000_000);
        return true;
    }

    private static bool TryTakePart(ref ReadOnlySpan<byte> text, byte separator, out int number)
    {
        number = 0;
        if (text.Length < 3 || text[0] != separator) return false;
        text = text[1..];
        return TryTake(ref text, 2, out number);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits) return false;
        foreach (var digit in text[..digits])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (number * 10) + digit - '0';
        }
        text = text[digits..];
        return true;
    }

    /// <summary>In the Gregorian calendar, also before it was in use, as the server counts: years begin in March, so that the leap day comes last.</summary>
    private static int Days(int year, int month, int day)
    {
        var y = (long)(month <= 2 ? year - 1 : year);
        var era = (y >= 0 ? y : y - 399) / 400;
        var ofEra = y - (era * 400);
        var ofYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        // 730,425 days lie between 0000-03-01 and 2000-01-01.
        return (int)((era * 146_097) + (ofEra * 365) + (ofEra / 4) - (ofEra / 100) + ofYear - 730_425);
    }
}
