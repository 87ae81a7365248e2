using System.Globalization;

namespace HoopLike.Console.Configuration;

/// <summary>Sizes as people write them: <c>64KiB</c>, <c>1MiB</c>, <c>4096</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, int Bytes)[] units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1), ("", 1)];

    public static int? Parse(string text)
    {
        var (unit, bytes) = units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        return long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= int.MaxValue / bytes
            ? (int)(count * bytes)
            : null;
    }

    public static string Write(int bytes)
    {
        var (unit, size) = units.First(u => bytes >= u.Bytes && bytes % u.Bytes == 0 || u.Unit.Length == 0);
        return bytes == 0 ? "0" : $"{bytes / size}{unit}";
    }
}
