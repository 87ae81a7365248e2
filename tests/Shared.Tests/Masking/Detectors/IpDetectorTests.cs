using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class IpDetectorTests
{
    private static List<string> Find(string text) => Search.Find("ip", text);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("10.0.0.1")]
    [InlineData("223.255.255.254")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:0db8:85a3:0000:0000:8a2e:0370:7334")]
    [InlineData("fe80::1ff:fe23:4567:890a")]
    [InlineData("2001:db8:1:2:3:4:5:6")]
    [InlineData("::ffff:203.0.113.7")]
    [InlineData("64:ff9b::203.0.113.7")]
    [InlineData("2001:db8::203.0.113.7")]
    public void Addresses_are_found_alone_and_in_text(string address)
    {
        Assert.Equal([address], Find(address));
        Assert.Equal([address], Find($"from {address} at noon"));
        Assert.Equal([address], Find($"[{address}]:443"));
        Assert.Equal([address], Find($"client={address}, next"));
        Assert.Equal([address, address], Find($"{address} {address}."));
    }

    [Theory]
    [InlineData("10.1.2.3:51724", "10.1.2.3")]
    [InlineData("10.1.2.0/24", "10.1.2.0")]
    [InlineData("root@10.0.0.1", "10.0.0.1")]
    [InlineData("fe80::1ff:fe23:4567:890a%eth0", "fe80::1ff:fe23:4567:890a")]
    [InlineData("http://203.0.113.7/x", "203.0.113.7")]
    [InlineData("203.0.113.7.", "203.0.113.7")]
    public void What_belongs_to_an_address_stays(string text, string address) => Assert.Equal([address], Find(text));

    [Fact]
    public void Ranges_have_two() => Assert.Equal(["10.0.0.1", "10.0.0.9"], Find("10.0.0.1-10.0.0.9"));

    [Theory]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.3.6.1.4.1.311")]
    [InlineData("v1.2.3.4")]
    [InlineData("version 4.8.1.0")]
    [InlineData("Version=4.0.0.0, Culture=neutral")]
    [InlineData("\"version\": \"4.8.1.2\"")]
    [InlineData("nginx-1.2.3.4.tar.gz")]
    [InlineData("1.2.3.4-beta")]
    [InlineData("256.1.2.3")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.0")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("12:34:56")]
    [InlineData("2026-11-21T12:34:56")]
    [InlineData("00:1a:2b:3c:4d:5e")]
    [InlineData("00:1a:2b:ff:fe:3c:4d:5e")]
    [InlineData("std::vector")]
    [InlineData("a::date")]
    [InlineData("ab::cd")]
    [InlineData("2001:db8::1::2")]
    [InlineData("21.11.2026")]
    public void Other_text_is_none(string text) => Assert.Empty(Find(text));
}
