using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class ColumnSearchTests
{
    [Fact]
    public void The_class_that_most_values_are_of_is_told_with_their_share()
    {
        var search = Searched(isNumber: false, "ada@example.com", "bela@example.com, 123-45-6789", "none", "none");
        Assert.Equal(("email", 0.5), search.Best());
        Assert.Equal(0.25, search.ShareOf("us-ssn"));
        Assert.Equal(0, search.ShareOf("phone"));
        Assert.Null(search.ShareOf("passport"));
    }

    [Fact]
    public void One_number_that_passes_for_a_card_by_chance_makes_no_column_of_cards()
    {
        string[] numbers = ["4111111111111111", .. Enumerable.Range(0, 9).Select(i => $"411111111111111{2 + (i % 8)}")];
        Assert.Null(Searched(isNumber: true, numbers).Best());
        Assert.Equal(("payment-card", 1), Searched(isNumber: true, "4111111111111111", "5500000000000004").Best());
    }

    [Fact]
    public void One_card_in_a_text_is_told() => Assert.Equal("payment-card", Searched(isNumber: false, ["paid with 4111 1111 1111 1111", .. Enumerable.Repeat("nothing here", 50)]).Best()!.Value.Class);

    [Fact]
    public void Of_numbers_only_what_reads_numbers_is_asked() => Assert.Null(Searched(isNumber: true, "123456789").Best());

    [Fact]
    public void Nothing_looked_at_is_nothing_found()
    {
        Assert.Null(new ColumnSearch(false).Best());
        Assert.Null(new ColumnSearch(false).ShareOf("email"));
    }

    private static ColumnSearch Searched(bool isNumber, params string[] values)
    {
        var search = new ColumnSearch(isNumber);
        foreach (var value in values) search.Add(value);
        return search;
    }
}
