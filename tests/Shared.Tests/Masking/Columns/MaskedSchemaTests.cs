using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Columns;

public sealed class MaskedSchemaTests
{
    private const string Hidden = "[redacted]";

    private static StatementMasking Statement(params MaskingRuleConfig[] rules) => Shop.Masking(rules).For(Shop.Analysis(Shop.Select("customers")));

    [Fact]
    public void A_named_column_is_masked_and_its_neighbour_is_clear()
    {
        var statement = Statement(Shop.Pii);
        Assert.Equal(Hidden, statement.Column(Shop.Customers, 2).Apply("ada@example.com"));
        Assert.Null(statement.Column(Shop.Customers, 3));
        Assert.Null(statement.Column(Shop.Orders, 3));
    }

    [Fact]
    public void A_glob_masks_in_any_table_and_schema() => Assert.Equal(Hidden, Statement(Shop.Pii).Column(Shop.Customers, 4).Apply("123-45-6789"));

    [Theory]
    [InlineData("public.cust*.email")]
    [InlineData("PUBLIC.Customers.EMAIL")]
    [InlineData("*.customers.e*l")]
    public void Patterns_match_in_part_and_in_either_case(string pattern) =>
        Assert.NotNull(Statement(Shop.Pii with { Columns = [pattern] }).Column(Shop.Customers, 2));

    [Fact]
    public void A_star_for_the_schema_leaves_the_servers_own_relations_alone()
    {
        Assert.Null(Statement(Shop.Pii with { Columns = ["*.*.relname"] }).Column(Shop.PgClass, 2));
        Assert.NotNull(Statement(Shop.Pii with { Columns = ["pg_catalog.*.relname"] }).Column(Shop.PgClass, 2));
    }

    [Fact]
    public void A_partition_is_masked_with_its_parent_and_a_parent_with_its_partition()
    {
        Assert.NotNull(Statement(Shop.Pii).Column(Shop.CustomersEu, 2));
        var fromBelow = Statement(Shop.Pii with { Columns = ["public.customers_eu.email"] });
        Assert.NotNull(fromBelow.Column(Shop.Customers, 2));
        Assert.Null(fromBelow.Column(Shop.Customers, 3));
        Assert.Null(fromBelow.Column(Shop.People, 1));
    }

    [Fact]
    public void A_view_s_column_is_masked_as_what_it_shows_is_and_so_is_that_of_a_view_on_it()
    {
        var statement = Statement(Shop.Pii with { Method = new MaskMethod(MaskKind.Partial, 0, 4) });
        Assert.Equal("***********.com", statement.Column(Shop.Customers, 2).Apply("ada@example.com"));
        Assert.Equal("***********.com", statement.Column(Shop.CustomerMails, 2).Apply("ada@example.com"));
        Assert.Null(statement.Column(Shop.CustomerMails, 1, Shop.Int4));
        Assert.Equal("***********.com", statement.Column(Shop.MailsAgain, 1).Apply("ada@example.com"));
    }

    [Fact]
    public void A_view_that_leaves_masked_columns_out_is_clear() => Assert.Null(Statement(Shop.Pii).Column(Shop.CustomerNames, 2));

    [Fact]
    public void A_view_that_takes_whole_rows_is_masked() => Assert.Equal("\"[redacted]\"", Statement(Shop.Pii).Column(Shop.WholeRows, 1, Shop.Json).Apply("{}"));

    [Fact]
    public void A_view_that_runs_somebodys_function_is_masked() => Assert.NotNull(Statement(Shop.Pii).Column(Shop.Scored, 1));

    [Fact]
    public void A_column_of_a_view_can_be_named_itself()
    {
        var statement = Statement(Shop.Pii with { Columns = ["public.customer_names.name"] });
        Assert.NotNull(statement.Column(Shop.CustomerNames, 2));
        Assert.Null(statement.Column(Shop.CustomerNames, 1, Shop.Int4));
        Assert.Null(statement.Column(Shop.Customers, 3));
    }

    [Fact]
    public void The_whole_row_of_a_masked_table_is_masked_and_system_columns_are_clear()
    {
        var statement = Statement(Shop.Pii);
        Assert.NotNull(statement.Column(Shop.Customers, 0));
        Assert.Null(statement.Column(Shop.Orders, 0));
        Assert.Null(statement.Column(Shop.Customers, -1));
    }

    [Fact]
    public void What_the_catalogue_does_not_know_is_masked_and_asks_for_a_newer_one()
    {
        var masking = Shop.Masking(Shop.Pii);
        var statement = masking.For(Shop.Analysis(Shop.Select("orders")));
        Assert.NotNull(statement.Column(29999, 1));
        Assert.NotNull(statement.Column(Shop.Orders, 99));
        Assert.True(masking.NeedsNewerCatalogue([new ResultColumn(29999, 1, Shop.Text, 0)]));
        Assert.True(masking.NeedsNewerCatalogue([new ResultColumn(Shop.Orders, 99, Shop.Text, 0)]));
        Assert.False(masking.NeedsNewerCatalogue([new ResultColumn(Shop.Orders, 1, Shop.Int4, 0), new ResultColumn(0, 0, Shop.Text, 0)]));
        Assert.True(masking.NeedsNewerCatalogue(Shop.Analysis(Shop.Select("brand_new"))));
        Assert.False(masking.NeedsNewerCatalogue(Shop.Analysis(Shop.Select("orders"))));
    }

    [Fact]
    public void Samples_in_the_servers_statistics_are_masked_and_other_system_relations_are_clear()
    {
        var statement = Statement(Shop.Pii);
        Assert.NotNull(statement.Column(Shop.PgStats, 2));
        Assert.Null(statement.Column(Shop.PgClass, 2, 19));
    }

    [Theory]
    [InlineData(MaskKind.Partial, MaskKind.Hash, MaskKind.Hash)]
    [InlineData(MaskKind.Hash, MaskKind.Redact, MaskKind.Redact)]
    [InlineData(MaskKind.Null, MaskKind.Redact, MaskKind.Null)]
    public void Of_several_methods_the_strictest_counts(MaskKind a, MaskKind b, MaskKind strictest)
    {
        var one = Shop.Pii with { Name = "one", Method = new MaskMethod(a, 1, 1) };
        var two = Shop.Pii with { Name = "two", Method = new MaskMethod(b, 1, 1) };
        var expected = Statement(Shop.Pii with { Method = new MaskMethod(strictest, 1, 1) }).Column(Shop.Customers, 2).Apply("ada@example.com");
        Assert.Equal(expected, Statement(one, two).Column(Shop.Customers, 2).Apply("ada@example.com"));
        Assert.Equal(expected, Statement(two, one).Column(Shop.Customers, 2).Apply("ada@example.com"));
    }
}
