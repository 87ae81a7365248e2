using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

public sealed class MaskingWordsTests
{
    static readonly MaskingRuleConfig pii = new()
    {
        Name = "pii",
        Connections = new() { Names = ["shop"] },
        Exempt = new() { Groups = ["privacy"] },
        Columns = ["public.customers.email", "*.*.ssn"],
        Method = new MaskMethod(MaskKind.Partial, 0, 4),
    };

    [Fact]
    public void A_rule_reads_as_a_sentence() =>
        Assert.Equal("customers.email and every ssn column on shop: the last 4 characters stay; use in WHERE is allowed; exempt: whoever is in privacy", MaskingWords.Sentence(pii));

    [Fact]
    public void A_rule_of_detectors_speaks_of_no_predicates() => Assert.Equal(
        "payment card numbers and US social security numbers wherever found on connections tagged env=prod: shown as [redacted]; nobody is exempt",
        MaskingWords.Sentence(new() { Name = "d", Detectors = ["payment-card", "us-ssn"], Connections = new() { Tags = pii.Connections.Tags.Add("env", "prod") }, Method = new(MaskKind.Redact) }));

    [Fact]
    public void Patterns_go_by_their_names_and_names_keep_their_capitals() => Assert.StartsWith(
        "IP addresses, bank accounts (IBAN) and passport-de wherever found on ",
        MaskingWords.Sentence(pii with { Columns = [], Detectors = ["ip", "iban"], Patterns = [new("passport-de", "x")] }), StringComparison.Ordinal);

    [Fact]
    public void Columns_and_detectors_can_stand_in_one_rule() =>
        Assert.StartsWith("customers.email and every ssn column, and e-mail addresses wherever found, on shop: ", MaskingWords.Sentence(pii with { Detectors = ["email"] }), StringComparison.Ordinal);

    [Fact]
    public void A_rule_of_paths_says_which_bodies_it_is_for()
    {
        var rule = new MaskingRuleConfig { Name = "b", JsonPaths = ["$.a", "$..ssn"], Detectors = ["email"], Method = new(MaskKind.Null) };
        Assert.Equal("$.a in JSON and $..ssn in JSON, and e-mail addresses wherever found, on every connection: shown as NULL; nobody is exempt", MaskingWords.Sentence(rule));
        Assert.Contains("; in requests, not in answers; ", MaskingWords.Sentence(rule with { Direction = MaskDirection.Request }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.*.*", "every column")]
    [InlineData("billing.*.*", "every column of schema billing")]
    [InlineData("billing.*.iban", "every iban column of schema billing")]
    [InlineData("*.customers.*", "every column of customers in any schema")]
    [InlineData("*.customers.email", "customers.email in any schema")]
    [InlineData("public.customers.*", "every column of customers")]
    [InlineData("billing.invoices.iban", "billing.invoices.iban")]
    [InlineData("email", "email")]
    public void A_pattern_reads_as_what_it_names(string pattern, string words) => Assert.Equal(words, MaskingWords.Column(pattern));

    [Theory]
    [InlineData(MaskKind.Null, 0, 0, "shown as NULL")]
    [InlineData(MaskKind.Hash, 0, 0, "shown as a hash")]
    [InlineData(MaskKind.Partial, 0, 0, "shown as stars")]
    [InlineData(MaskKind.Partial, 1, 0, "the first character stays")]
    [InlineData(MaskKind.Partial, 2, 4, "the first 2 and the last 4 characters stay")]
    public void A_method_reads_as_what_callers_see(MaskKind kind, int first, int last, string words) => Assert.Equal(words, MaskingWords.Method(new(kind, first, last)));

    [Fact]
    public void All_lists_of_an_exemption_have_to_fit() => Assert.Equal(
        "whoever is a person and is in privacy or audit and is named ada",
        MaskingWords.Exempt(new() { Groups = ["privacy", "audit"], Identities = ["ada"], Kinds = [CallerKind.Human] }));

    [Fact]
    public void A_long_list_is_cut() => Assert.Equal("a, b, c and 3 more", MaskingWords.Listing(["a", "b", "c", "d", "e", "f"], "and"));
}
