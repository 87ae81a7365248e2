using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

public sealed class PatternMatchesTests
{
    static readonly TargetSchema shop = new(
        "shop",
        [
            new("public", "customers", "table", [new("id", "integer"), new("email", "text", "pii"), new("profile", "jsonb")]),
            new("billing", "invoices", "table", [new("id", "integer"), new("email", "character varying(80)")]),
            new("pg_catalog", "pg_class", "table", [new("email", "text")]),
        ],
        0);

    [Theory]
    [InlineData("public.customers.email", "public.customers.email")]
    [InlineData("*.*.EMAIL", "public.customers.email,billing.invoices.email")]
    [InlineData("billing.*.*", "billing.invoices.id,billing.invoices.email")]
    [InlineData("public.customers.emial", "")]
    [InlineData("email", "")]
    public void A_pattern_names_the_columns_that_the_masker_would_mask(string pattern, string columns) =>
        Assert.Equal(columns, string.Join(',', PatternMatches.Of(pattern, shop).Select(m => m.Column)));

    [Fact]
    public void The_rule_in_force_and_the_kind_of_a_column_are_told()
    {
        Assert.Equal("pii", PatternMatches.Of("public.customers.email", shop)[0].Rule);
        Assert.Equal([PreviewType.Number, PreviewType.Text, PreviewType.Json], PatternMatches.Of("public.customers.*", shop).Select(m => m.Kind));
        Assert.Equal(PreviewType.Time, new MatchedColumn(new("a", "b", "c"), "text[]", null).Kind);
    }

    [Fact]
    public void Columns_and_names_that_repeat_are_suggested() =>
        Assert.Equal(["*.*.id", "*.*.email", "public.customers.id"], PatternMatches.Suggestions(shop).Take(3));
}
