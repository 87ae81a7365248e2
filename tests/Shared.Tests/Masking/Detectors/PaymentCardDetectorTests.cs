using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class PaymentCardDetectorTests
{
    private static List<string> Find(string text) => Search.Find("payment-card", text);

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("5500-0000-0000-0004")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3530111333300000")]
    [InlineData("2221000000000009")]
    [InlineData("6200000000000005")]
    [InlineData("4222222222222")]
    public void Card_numbers_are_found_alone_and_in_text(string number)
    {
        Assert.Equal([number], Find(number));
        Assert.Equal([number], Find($"order 17: {number}, thanks"));
        Assert.Equal([number, number], Find($"({number})({number})"));
    }

    [Fact]
    public void A_card_number_is_found_after_other_digits() => Assert.Equal(["4111 1111 1111 1111"], Find("1234 4111 1111 1111 1111"));

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("1111111111111117")]
    [InlineData("94111111111111111")]
    [InlineData("41111111111111110000")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("411111111111")]
    [InlineData("2026-11-21 23:43:00.123456+00")]
    [InlineData("0000000000000000")]
    [InlineData("")]
    public void Other_numbers_are_no_cards(string text) => Assert.Empty(Find(text));
}
