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
    [InlineData("卡号4111111111111111是")]
    [InlineData("card\u00a04111111111111111")]
    [InlineData("№4111111111111111")]
    [InlineData("_4111111111111111_")]
    [InlineData("{\"note\": \"new line\\n4111111111111111\"}")]
    [InlineData("{\"note\": \"tab\\t4111111111111111\\tx\"}")]
    [InlineData("{\"note\": \"space\\u00a04111111111111111\\u00a0x\"}")]
    public void What_stands_beside_a_card_number_and_is_no_part_of_its_word_does_not_hide_it(string text) => Assert.Equal(["4111111111111111"], Find(text));

    /// <summary>Hashes and identifiers have such runs of digits.</summary>
    [Theory]
    [InlineData("a4111111111111111")]
    [InlineData("4111111111111111a")]
    [InlineData("c4ca4111111111111111ef0b")]
    [InlineData("deadbeef4222222222222cafe")]
    [InlineData("X4111-1111-1111-1111")]
    [InlineData("4111 1111 1111 1111X")]
    [InlineData("{\"hash\": \"ab4111111111111111\"}")]
    public void Runs_of_digits_inside_a_word_are_no_cards(string text) => Assert.Empty(Find(text));

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
