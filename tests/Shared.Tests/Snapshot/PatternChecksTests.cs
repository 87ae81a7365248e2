using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking;
using Xunit;

namespace HoopLike.Shared.Tests.Snapshot;

public sealed class PatternChecksTests
{
    private static readonly PatternDetector good = new("passport-de", "[CFGHJKLMNPRTVWXYZ0-9]{9}") { Near = ["passport", "reisepass"] };

    [Fact]
    public void A_rule_of_patterns_alone_is_right() => Assert.Empty(Check(good));

    [Theory]
    [InlineData("(?=a)b", "uses a group other than")]
    [InlineData("(?<=a)b", "uses a group other than")]
    [InlineData("(?<!a)b", "uses a group other than")]
    [InlineData("(?>a+)b", "uses a group other than")]
    [InlineData("(?x) a # b", "uses a group other than")]
    [InlineData("(a)\\1", "refers back")]
    [InlineData("(?<n>a)\\k<n>", "refers back")]
    [InlineData("^abc", "asks for the beginning or end of the text with ^")]
    [InlineData("abc$", "asks for the beginning or end of the text with $")]
    [InlineData("abc\\z", "asks for the beginning or end of the text with \\z")]
    [InlineData("a*", "can match nothing at all")]
    [InlineData("a|", "can match nothing at all")]
    [InlineData("\\b", "can match nothing at all")]
    [InlineData("(a", "is no regular expression")]
    [InlineData("[", "is no regular expression")]
    [InlineData("((a{50}){50}){50}", "repeats too much")]
    [InlineData("", "must not be empty")]
    public void An_expression_that_cannot_be_enforced_is_refused_with_the_reason(string regex, string reason)
    {
        var fault = Assert.Single(Check(good with { Regex = regex }));
        Assert.StartsWith("maskingRules[0].patterns[0].regex", fault, StringComparison.Ordinal);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[$^]{3}")]
    [InlineData("[]a]+")]
    [InlineData("[^]a]+")]
    [InlineData("\\$[0-9]+")]
    [InlineData("(?i)k-[0-9]{6}")]
    [InlineData("(?:a|b)(?<x>c)(?i:d)")]
    [InlineData("\\bA[0-9]{8}\\b")]
    public void Others_are_right(string regex)
    {
        Assert.Empty(Check(good with { Regex = regex }));
        Assert.NotNull(new RegexDetector(good with { Regex = regex }));
    }

    [Fact]
    public void Names_are_plain_new_and_of_one_meaning()
    {
        Assert.Contains("patterns[0].name", Assert.Single(Check(good with { Name = "Pass port" })), StringComparison.Ordinal);
        Assert.Contains("'email' is a detector of its own", Assert.Single(Check(good with { Name = "email" })), StringComparison.Ordinal);
        Assert.Contains("the name is taken by patterns[0]", Assert.Single(Check(good, good with { Regex = "x" })), StringComparison.Ordinal);
        var other = Rule(good with { Regex = "x" }) with { Name = "other" };
        Assert.Contains("maskingRules[1].patterns[0].name 'other': 'passport-de' is another pattern in the rule 'r'", Assert.Single(Check(Rule(good), other)), StringComparison.Ordinal);
        Assert.Empty(Check(Rule(good), Rule(good with { Near = ["passport", "reisepass"] }) with { Name = "other" }));
    }

    [Fact]
    public void Lengths_words_and_numbers_are_bounded()
    {
        Assert.Contains("maxLength 'r': must be 1 to 512", Assert.Single(Check(good with { MaxLength = 0 })), StringComparison.Ordinal);
        Assert.Contains("maxLength 'r': must be 1 to 512", Assert.Single(Check(good with { MaxLength = 513 })), StringComparison.Ordinal);
        Assert.Contains("near[1]", Assert.Single(Check(good with { Near = ["a", " "] })), StringComparison.Ordinal);
        Assert.Contains("near[0]", Assert.Single(Check(good with { Near = [new string('x', 65)] })), StringComparison.Ordinal);
        Assert.Contains("a rule has 16 at most", Assert.Single(Check([.. Enumerable.Range(0, 17).Select(i => good with { Name = $"p{i}" })])), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pattern_that_a_rule_may_have_fits_into_a_set_of_detectors() =>
        Assert.True(DetectorCatalogue.Words.Length + 64 <= DetectorSet.Limit);

    private static MaskingRuleConfig Rule(params PatternDetector[] patterns) => new() { Name = "r", Patterns = [.. patterns], Method = new MaskMethod(MaskKind.Redact) };

    private static IEnumerable<string> Check(params PatternDetector[] patterns) => Check(Rule(patterns));

    private static IEnumerable<string> Check(params MaskingRuleConfig[] rules) => SnapshotValidator.Validate(Shop.Snapshot(rules));
}
