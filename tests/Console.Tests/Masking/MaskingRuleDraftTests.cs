using HoopLike.Console.Configuration;
using HoopLike.Console.Masking;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

public sealed class MaskingRuleDraftTests
{
    [Fact]
    public void A_rule_opened_and_saved_untouched_is_the_same()
    {
        foreach (var rule in ConfigFile.Read(SomeConfig.Yaml, SecretSources.TextOnly).Config.MaskingRules!.Value)
            Assert.Equal(ConfigWriter.WriteOne(rule), ConfigWriter.WriteOne(MaskingRuleDraft.From(rule).ToConfig()));
    }

    [Fact]
    public void A_rule_about_bodies_keeps_its_paths_and_direction()
    {
        var rule = new MaskingRuleConfig { Name = "bodies", JsonPaths = ["$.a[*].b", "$..ssn"], Direction = MaskDirection.Both, Method = new(MaskKind.Hash) };
        var draft = MaskingRuleDraft.From(rule).ToConfig();
        Assert.Equal(rule.JsonPaths.AsEnumerable(), draft.JsonPaths);
        Assert.Equal(MaskDirection.Both, draft.Direction);
        Assert.Equal(ConfigWriter.WriteOne(rule), ConfigWriter.WriteOne(draft));
    }

    [Theory]
    [InlineData("public.customers.email", "public.customers.email", "customers-email")]
    [InlineData("customers.email", "*.customers.email", "customers-email")]
    [InlineData("ssn", "*.*.ssn", "ssn")]
    [InlineData("Billing.Größe.IBAN", "Billing.Größe.IBAN", "billing-gr--e-iban")]
    public void A_rule_for_a_column_is_named_after_it(string column, string pattern, string name)
    {
        var draft = MaskingRuleDraft.For("shop", column);
        Assert.Equal([pattern], draft.Columns.AsEnumerable());
        Assert.Equal(["shop"], draft.Connections.AsEnumerable());
        Assert.Equal(name, draft.Name);
    }

    [Fact]
    public void What_goes_with_another_choice_is_not_written()
    {
        var draft = new MaskingRuleDraft { Name = "x", Detectors = ["email"], Kind = MaskKind.Hash, KeepLast = 4, Predicates = PredicateUse.Deny };
        Assert.Equal(new MaskMethod(MaskKind.Hash), draft.ToConfig().Method);
        Assert.Equal(PredicateUse.Allow, draft.ToConfig().Predicates);
    }

    [Fact]
    public void Tags_are_read_as_key_and_value() =>
        Assert.Equal("a=b=c", new MaskingRuleDraft { Tags = ["env=a=b=c", "no tag"] }.ToConfig().Connections.Tags["env"]);
}
