using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using HoopLike.Bypass.Tests.Target;

namespace HoopLike.Bypass.Tests.Leaks;

/// <summary>Values as the server's binary output functions write them.</summary>
static class BinaryForms
{
    static readonly DateTime epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static byte[] Of(string column, int row, Twin twin)
    {
        var text = Plant.Text(column, row, twin);
        return column switch
        {
            "pin" => Big(4, int.Parse(text, CultureInfo.InvariantCulture)),
            "account" or "stay" or "locker" => Big(8, long.Parse(text, CultureInfo.InvariantCulture)),
            "born" => Big(4, DateOnly.Parse(text, CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(epoch).DayNumber),
            "seen" => Big(8, (DateTime.Parse(text + ":00", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - epoch).Ticks / 10),
            "token" => new Guid(text).ToByteArray(bigEndian: true),
            "addr" => IPAddress.Parse(text).GetAddressBytes(),
            // Groups of four decimal digits, two bytes each; the first and the last depend on the weight.
            _ => Groups(text.Split('.')[0]),
        };
    }

    static byte[] Groups(string digits)
    {
        var whole = digits.PadLeft((digits.Length + 3) / 4 * 4, '0');
        return [.. Enumerable.Range(0, whole.Length / 4).SelectMany(i => Big(2, int.Parse(whole.AsSpan(i * 4, 4), CultureInfo.InvariantCulture)))];
    }

    static byte[] Big(int size, long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes[(8 - size)..];
    }
}
