using System.Collections.Immutable;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Columns;

public sealed class RuleOverlapTests
{
    private static MaskingRuleConfig Rule(string name, string columns, MaskKind kind = MaskKind.Redact, int first = 0, int last = 0) =>
        new() { Name = name, Columns = [.. columns.Split(' ')], Method = new MaskMethod(kind, first, last) };

    private static ImmutableArray<RuleOverlap> Find(params MaskingRuleConfig[] rules) => RuleOverlap.Find(rules, [Shop.Connection]);

    [Theory]
    [InlineData("public.customers.email", "*.*.email", "public.customers.email")]
    [InlineData("public.*.email", "*.customers.EMAIL", "public.customers.email")]
    [InlineData("*.*.*", "*.*.*", "*.*.*")]
    [InlineData("public.customers.email", "public.customers.ssn", null)]
    [InlineData("public.customers.email", "billing.customers.email", null)]
    [InlineData("*.*.relname", "pg_catalog.pg_class.relname", null)]
    public void Patterns_overlap_where_one_column_can_be_under_both(string a, string b, string? both) =>
        Assert.Equal(both, Find(Rule("a", a), Rule("b", b)).SelectMany(o => o.What).FirstOrDefault());

    [Theory]
    [InlineData(MaskKind.Partial, MaskKind.Hash, "b")]
    [InlineData(MaskKind.Redact, MaskKind.Hash, "a")]
    [InlineData(MaskKind.Redact, MaskKind.Null, "b")]
    [InlineData(MaskKind.Hash, MaskKind.Hash, null)]
    public void The_stricter_method_is_named_and_is_the_one_in_force(MaskKind a, MaskKind b, string? winner)
    {
        MaskingRuleConfig[] rules = [Rule("a", "public.customers.email", a), Rule("b", "*.*.email", b)];

        var overlap = Assert.Single(Find(rules));

        Assert.Equal(winner, overlap.Rule);
        string? InForce(params MaskingRuleConfig[] of) => Shop.Masking(of).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 2).Apply("ada@example.com");
        Assert.Equal(InForce(rules), InForce(Rule("c", "*.*.email") with { Method = overlap.Method }));
    }

    [Fact]
    public void Of_two_partial_masks_the_fewest_characters_are_kept_at_each_end()
    {
        var overlap = Assert.Single(Find(Rule("a", "*.*.email", MaskKind.Partial, 2, 4), Rule("b", "*.*.email", MaskKind.Partial, 3, 1)));
        Assert.Equal(new MaskMethod(MaskKind.Partial, 2, 1), overlap.Method);
        Assert.Null(overlap.Rule);
    }

    [Fact]
    public void A_ban_on_predicates_of_one_holds_for_both() =>
        Assert.Equal("b", Assert.Single(Find(Rule("a", "*.*.email"), Rule("b", "*.*.email") with { Predicates = PredicateUse.Deny })).DenyRule);

    [Fact]
    public void Rules_of_different_connections_do_not_overlap() =>
        Assert.Empty(Find(Rule("a", "*.*.email"), Rule("b", "*.*.email") with { Connections = new ConnectionMatch { Names = ["other"] } }));

    [Fact]
    public void Detectors_overlap_by_word() =>
        Assert.Equal(["email"], Assert.Single(Find(Shop.Everywhere, Shop.Everywhere with { Name = "b", Detectors = ["email"] })).What.AsEnumerable());
}
