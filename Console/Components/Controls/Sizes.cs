using System.Globalization;

namespace HoopLike.Console.Components.Controls;

/// <summary>Amounts of bytes as people read them.</summary>
public static class Sizes
{
    private static readonly string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>As <c>512 B</c>, <c>3.4 KiB</c>, <c>120 MiB</c>.</summary>
    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < units.Length - 1) (value, unit) = (value / 1024, unit + 1);
        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
