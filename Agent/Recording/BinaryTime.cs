using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Dates and times as PostgreSQL sends them (days and microseconds since 2000-01-01), printed in ISO style for all the years that it knows.</summary>
internal static class BinaryTime
{
    private const long MicrosPerDay = 86_400_000_000;

    // Days from 0000-03-01, with which a cycle of 400 years begins, to 2000-01-01.
    private const long EpochInCycle = 730_425;
    private const long DaysPerCycle = 146_097;

    public static void Date(JsonBytes json, int days)
    {
        if (days is int.MaxValue or int.MinValue)
        {
            json.Text(days > 0 ? "infinity"u8 : "-infinity"u8);
            return;
        }
        json.Raw((byte)'"');
        var beforeChrist = Day(json, days);
        if (beforeChrist) json.Raw(" BC"u8);
        json.Raw((byte)'"');
    }

    public static void Time(JsonBytes json, long micros)
    {
        json.Raw((byte)'"');
        Clock(json, micros);
        json.Raw((byte)'"');
    }

    public static void Timestamp(JsonBytes json, long micros, ReadOnlySpan<byte> zone)
    {
        if (micros is long.MaxValue or long.MinValue)
        {
            json.Text(micros > 0 ? "infinity"u8 : "-infinity"u8);
            return;
        }
        var days = Math.DivRem(micros, MicrosPerDay, out var time);
        if (time < 0)
        {
            days--;
            time += MicrosPerDay;
        }
        json.Raw((byte)'"');
        var beforeChrist = Day(json, days);
        json.Raw((byte)' ');
        Clock(json, time);
        json.Raw(zone);
        if (beforeChrist) json.Raw(" BC"u8);
        json.Raw((byte)'"');
    }

    /// <summary>Writes the proleptic Gregorian date; true when the year is before Christ.</summary>
    private static bool Day(JsonBytes json, long days)
    {
        days += EpochInCycle;
        var cycle = days >= 0 ? days / DaysPerCycle : (days - DaysPerCycle + 1) / DaysPerCycle;
        var dayOfCycle = days - cycle * DaysPerCycle;
        var yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
        var dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
        var month = (5 * dayOfYear + 2) / 153;
        var day = dayOfYear - (153 * month + 2) / 5 + 1;
        month = month < 10 ? month + 3 : month - 9;
        var year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
        Padded(json, year > 0 ? year : 1 - year, "D4");
        json.Raw((byte)'-');
        Padded(json, month, "D2");
        json.Raw((byte)'-');
        Padded(json, day, "D2");
        return year <= 0;
    }

    private static void Clock(JsonBytes json, long micros)
    {
        Padded(json, micros / 3_600_000_000, "D2");
        json.Raw((byte)':');
        Padded(json, micros / 60_000_000 % 60, "D2");
        json.Raw((byte)':');
        Padded(json, micros / 1_000_000 % 60, "D2");
        var fraction = micros % 1_000_000;
        if (fraction == 0) return;
        json.Raw((byte)'.');
        Padded(json, fraction, "D6");
        while (json.Written[^1] == (byte)'0') json.CutTo(json.Length - 1);
    }

    private static void Padded(JsonBytes json, long value, string format)
    {
        _ = value.TryFormat(json.GetSpan(24), out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        json.Advance(written);
    }
}
