using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Masking.Values.Pseudonyms;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Values;

/// <summary>What the server itself says of pseudonyms is in the agent's tests.</summary>
public sealed class PseudonymTests
{
    private static readonly HashKey key = new(new Secret(Convert.ToBase64String(new byte[32])), "shop");

    [Fact]
    public void Numbers_of_16_bits_are_shuffled_and_none_is_lost()
    {
        var seen = new HashSet<ushort>();
        for (var value = 0; value <= ushort.MaxValue; value++) Assert.True(seen.Add(key.Shorts[(ushort)value]));
        Assert.InRange(Enumerable.Range(0, 65536).Count(v => key.Shorts[(ushort)v] == v), 0, 10);
    }

    [Fact]
    public void Numbers_of_32_bits_do_not_meet_and_do_not_stay_in_order()
    {
        const int Count = 200_000;
        var seen = new HashSet<uint>(Count);
        for (uint value = 0; value < Count; value++) Assert.True(seen.Add(key.Integers[value]));
        var rising = Enumerable.Range(0, Count).Count(v => key.Integers[(uint)v] < key.Integers[(uint)v + 1]);
        Assert.InRange(rising, Count * 0.497, Count * 0.503);
        // Every bit of the neighbour differs half of the time.
        for (var bit = 0; bit < 32; bit++)
            Assert.InRange(Enumerable.Range(0, 20_000).Count(v => (((key.Integers[(uint)v] ^ key.Integers[(uint)v + 1]) >> bit) & 1) == 1), 9_500, 10_500);
    }

    [Fact]
    public void Another_connection_has_other_pseudonyms()
    {
        var other = new HashKey(new Secret(Convert.ToBase64String(new byte[32])), "warehouse");
        Assert.NotEqual(Hash(23, "42", key), Hash(23, "42", other));
        Assert.NotEqual(Hash(20, "42", key), Hash(20, "42", other));
        Assert.NotEqual(Hash(1082, "2024-01-31", key), Hash(1082, "2024-01-31", other));
        Assert.Equal(Hash(23, "42", key), Hash(23, "42", new HashKey(new Secret(Convert.ToBase64String(new byte[32])), "shop")));
    }

    [Theory]
    [InlineData(21, "x")]
    [InlineData(1700, "ada@example.com")]
    [InlineData(1700, "")]
    [InlineData(1700, "-")]
    [InlineData(23, "")]
    [InlineData(1082, "31/01/2024")]
    [InlineData(1082, "31.01.2024")]
    [InlineData(1082, "2024-13-01")]
    [InlineData(1184, "2024-01-31 12:00:00")]
    [InlineData(1114, "Wed Jan 31 12:00:00 2024")]
    [InlineData(2950, "a0eebc99")]
    [InlineData(869, "10.0.0.1/33")]
    [InlineData(17, "\\x4")]
    [InlineData(17, "a\\9")]
    public void What_cannot_be_read_becomes_null(uint type, string value) => Assert.Null(Hash(type, value, key));

    [Fact]
    public void A_date_and_a_time_are_read_as_the_calendar_says() =>
        Prop.ForAll(Gen.Choose(-700_000, 2_900_000).ToArbitrary(), day =>
        {
            var date = new DateTime(2000, 1, 1).AddDays(Math.Clamp(day, -730_000, 2_921_000));
            Assert.True(IsoTime.TryReadDate(Encoding.ASCII.GetBytes(date.ToString("yyyy-MM-dd")), out var days));
            Assert.Equal((date - new DateTime(2000, 1, 1)).Days, days);
            Assert.True(IsoTime.TryReadTimestamp(Encoding.ASCII.GetBytes(date.AddTicks(day * 10L).ToString("yyyy-MM-dd HH:mm:ss.ffffff") + "-03:30"), hasZone: true, out var microseconds));
            return microseconds == ((date.AddTicks(day * 10L) - new DateTime(2000, 1, 1)).Ticks / 10) + (3.5 * 3600 * 1_000_000);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void A_pseudonym_does_not_tell_how_large_its_value_is()
    {
        var lengths = Enumerable.Range(0, 300).Select(n => Hash(1700, n.ToString(System.Globalization.CultureInfo.InvariantCulture), key)!.Length).ToList();
        Assert.InRange(lengths.Average(), 14, 15);
        var floats = Enumerable.Range(0, 300).Count(n => double.Parse(Hash(701, n.ToString(System.Globalization.CultureInfo.InvariantCulture), key)!, System.Globalization.CultureInfo.InvariantCulture) > Math.Pow(2, 52));
        Assert.InRange(floats, 110, 190);
    }

    [Fact]
    public void Masks_do_not_allocate()
    {
        var output = new ArrayBufferWriter<byte>(1 << 22);
        (uint Type, short Format, byte[] Value)[] cases =
        [
            (21, 0, "7"u8.ToArray()), (23, 0, "42"u8.ToArray()), (20, 1, new byte[8]), (1700, 0, "-12.50"u8.ToArray()), (1700, 1, [0, 2, 0, 0, 0x40, 0, 0, 2, 0, 12, 0x13, 0x88]), (701, 0, "0.5"u8.ToArray()),
            (2950, 0, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"u8.ToArray()), (17, 0, "\\x00ff"u8.ToArray()), (1082, 0, "2024-01-31"u8.ToArray()), (1184, 0, "2024-01-31 12:34:56.789+02"u8.ToArray()), (1184, 1, new byte[8]),
            (869, 0, "10.1.2.3"u8.ToArray()), (829, 0, "08:00:2b:01:02:03"u8.ToArray()), (869, 1, [2, 32, 0, 4, 10, 0, 0, 1]),
        ];
        foreach (var (type, format, value) in cases)
        {
            var mask = Pseudonym.Of(type, format, key)!;
            for (var i = 0; i < 100; i++) Assert.Equal(MaskOutcome.Replaced, mask.Apply(value, output));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) mask.Apply(value, output);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"type {type}, format {format}");
            output.ResetWrittenCount();
        }
    }

    [Fact]
    public void A_bigint_in_binary_is_the_one_in_text()
    {
        var binary = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(binary, -42);
        var output = new ArrayBufferWriter<byte>();
        Pseudonym.Of(20, 1, key)!.Apply(binary, output);
        Assert.Equal(Hash(20, "-42", key), BinaryPrimitives.ReadInt64BigEndian(output.WrittenSpan).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string? Hash(uint type, string value, HashKey with)
    {
        var output = new ArrayBufferWriter<byte>();
        return Pseudonym.Of(type, 0, with)!.Apply(Encoding.UTF8.GetBytes(value), output) == MaskOutcome.Null ? null : Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
