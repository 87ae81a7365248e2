using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class PhoneDetectorTests
{
    private static List<string> Find(string text) => Search.Find("phone", text);

    [Theory]
    [InlineData("+4930123456")]
    [InlineData("+49 30 1234567")]
    [InlineData("+49 (0)30 1234567")]
    [InlineData("+49-171-1234567")]
    [InlineData("+1 (212) 555-0187")]
    [InlineData("+1-212-555-0187")]
    [InlineData("+14155552671")]
    [InlineData("+44 20 7946 0958")]
    [InlineData("+33 1 23 45 67 89")]
    [InlineData("+91 98765 43210")]
    [InlineData("+998 90 123 45 67")]
    [InlineData("0049 30 1234567")]
    [InlineData("(212) 555-0187")]
    [InlineData("(212)555-0187")]
    [InlineData("212-555-0187")]
    [InlineData("212.555.0187")]
    [InlineData("212 555 0187")]
    [InlineData("1-800-555-0199")]
    [InlineData("1 (800) 555-0199")]
    [InlineData("030 1234567")]
    [InlineData("030/1234567")]
    [InlineData("030 / 1234567")]
    [InlineData("(030) 1234567")]
    [InlineData("0171-1234567")]
    [InlineData("020 7946 0958")]
    [InlineData("07700 900123")]
    [InlineData("01 23 45 67 89")]
    [InlineData("06-12345678")]
    public void Phone_numbers_are_found_alone_and_in_text(string number)
    {
        Assert.Equal([number], Find(number));
        Assert.Equal([number], Find($"Call {number}, or write."));
        Assert.Equal([number], Find($"{{\"phone\": \"{number}\"}}"));
        Assert.Equal([number, number], Find($"{number};{number}"));
    }

    [Fact]
    public void What_goes_on_behind_a_space_does_not_hide_a_number() => Assert.Equal(["+1 415 555 2671"], Find("+1 415 555 2671 42 7"));

    [Theory]
    [InlineData("493012345678")]
    [InlineData("2125550187")]
    [InlineData("2026-11-21")]
    [InlineData("21.11.2026 10")]
    [InlineData("01-02-2026 1030")]
    [InlineData("2026-11-21 10:20:30.123456+01")]
    [InlineData("+00:30")]
    [InlineData("+0100")]
    [InlineData("1,234,567.89")]
    [InlineData("192.168.10.12")]
    [InlineData("ORD-212-555-0187")]
    [InlineData("x212-555-0187")]
    [InlineData("212-555-01875")]
    [InlineData("112-555-0187")]
    [InlineData("212-155-0187")]
    [InlineData("211-555-0187")]
    [InlineData("123-45-6789")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("0.0123456789")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("978-3-16-148410-0")]
    [InlineData("+12")]
    [InlineData("a+14155552671")]
    [InlineData("0123456789")]
    public void Other_numbers_are_none(string text) => Assert.Empty(Find(text));
}
