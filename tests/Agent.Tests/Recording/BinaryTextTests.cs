using System.Text;
using System.Text.Json;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class BinaryTextTests
{
    [Theory]
    [InlineData(16u, "01", "t")]
    [InlineData(16u, "00", "f")]
    [InlineData(21u, "FFFE", "-2")]
    [InlineData(23u, "7FFFFFFF", "2147483647")]
    [InlineData(20u, "8000000000000000", "-9223372036854775808")]
    [InlineData(26u, "FFFFFFFF", "4294967295")]
    [InlineData(700u, "3DCCCCCD", "0.1")]
    [InlineData(701u, "C002666666666666", "-2.3")]
    [InlineData(701u, "7FF0000000000000", "Infinity")]
    [InlineData(25u, "C3A962", "éb")]
    [InlineData(114u, "7B7D", "{}")]
    [InlineData(3802u, "017B7D", "{}")]
    [InlineData(3802u, "027B7D", "\\x027b7d")]
    [InlineData(17u, "00FF", "\\x00ff")]
    [InlineData(2950u, "00112233445566778899AABBCCDDEEFF", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData(1082u, "00000000", "2000-01-01")]
    [InlineData(1082u, "0000003B", "2000-02-29")]
    [InlineData(1082u, "FFFFFFFF", "1999-12-31")]
    [InlineData(1082u, "FFF4DBF9", "0001-01-01")]
    [InlineData(1082u, "FFF4DBF8", "0001-12-31 BC")]
    [InlineData(1082u, "7FFFFFFF", "infinity")]
    [InlineData(1082u, "80000000", "-infinity")]
    [InlineData(1083u, "00000009B7DF12A8", "11:35:39.555496")]
    [InlineData(1114u, "0000000000000000", "2000-01-01 00:00:00")]
    [InlineData(1114u, "FFFFFFFFFFFFFFFF", "1999-12-31 23:59:59.999999")]
    [InlineData(1184u, "00000000000F4240", "2000-01-01 00:00:01+00")]
    [InlineData(1184u, "7FFFFFFFFFFFFFFF", "infinity")]
    [InlineData(1700u, "0000000000000000", "0")]
    [InlineData(1700u, "0000000000000002", "0.00")]
    [InlineData(1700u, "0002000000000002000C0D48", "12.34")]
    [InlineData(1700u, "000200014000000000010000", "-10000")]
    [InlineData(1700u, "0001FFFE00000008000A", "0.00000010")]
    [InlineData(1700u, "0001FFFF000000040001", "0.0001")]
    [InlineData(1700u, "00010003000000000005", "5000000000000")]
    [InlineData(1700u, "00000000C0000000", "NaN")]
    [InlineData(1700u, "00000000F0000020", "-Infinity")]
    [InlineData(1700u, "0005000000000002000C", "\\x0005000000000002000c")]
    [InlineData(23u, "0001", "\\x0001")]
    [InlineData(99999u, "41", "\\x41")]
    public void Common_types_read_as_the_server_prints_them(uint type, string hex, string text)
    {
        Assert.Equal(text, Written(type, Convert.FromHexString(hex)).Text);
    }

    [Fact]
    public void Every_day_of_ten_thousand_years_is_that_of_the_calendar()
    {
        for (var date = new DateOnly(1, 1, 1); date < new DateOnly(9990, 1, 1); date = date.AddDays(13))
        {
            var days = BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(date.DayNumber - new DateOnly(2000, 1, 1).DayNumber));
            Assert.Equal(date.ToString("yyyy-MM-dd"), Written(1082, days).Text);
        }
    }

    [Fact]
    public void Whatever_a_target_sends_is_written_as_json()
    {
        var random = new Random(3);
        uint[] types = [16, 21, 23, 20, 26, 700, 701, 1700, 2950, 1082, 1083, 1114, 1184, 25, 3802, 17, 0];
        for (var i = 0; i < 20_000; i++)
        {
            var value = new byte[random.Next(4) == 0 ? random.Next(40) : 1 << random.Next(5)];
            random.NextBytes(value);
            Assert.NotNull(Written(types[random.Next(types.Length)], value));
        }
    }

    [Fact]
    public void Long_bytes_are_cut_and_say_from_what()
    {
        var value = Written(17, new byte[100_000]);
        Assert.Equal((100_000L, 8194), (value.CutFrom, value.Text.Length));
    }

    static RecordedText Written(uint type, byte[] value)
    {
        var json = new JsonBytes();
        BinaryText.Write(json, type, value);
        return JsonSerializer.Deserialize<RecordedText>(Encoding.UTF8.GetString(json.Written))!;
    }
}
