using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking.Bodies;
using Xunit;
using MaskPath = HoopLike.Shared.Masking.Bodies.Json.JsonPath;

namespace HoopLike.Shared.Tests.Http;

/// <summary>A path means the same in a policy and in a masking rule.</summary>
public sealed class JsonPathSyntaxTests
{
    [Theory]
    [InlineData("$.a.b")]
    [InlineData("$['a b'][\"c\"]")]
    [InlineData("$.a[0][*].*")]
    [InlineData("$..name")]
    [InlineData("$..['a b']")]
    [InlineData("$..[*].x")]
    [InlineData("$.@type")]
    [InlineData("$.snake_case.with-dash.größe.0")]
    public void What_a_masking_rule_may_name_a_policy_may_ask_for(string path)
    {
        Assert.True(JsonPath.TryParse(path, out _, out var fault), fault);
        Assert.True(MaskPath.TryParse(path, out _, out fault), fault);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("$a")]
    [InlineData("$.")]
    [InlineData("$.a b")]
    [InlineData("$.a[-1]")]
    [InlineData("$.a[1:2]")]
    [InlineData("$['a\\'b']")]
    [InlineData("$.a..")]
    public void Others_are_refused_by_both_with_the_same_words(string path)
    {
        Assert.False(JsonPath.TryParse(path, out _, out var asked));
        Assert.False(MaskPath.TryParse(path, out _, out var masked));
        Assert.Equal(asked, masked);
        Assert.EndsWith(".", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.tools", "TOOLS")]
    [InlineData("$.tools", "tool\u017F")]
    [InlineData("$['größe']", "GRÖßE")]
    [InlineData("$.key", "\u212Aey")]
    public void Names_that_some_server_takes_for_the_one_in_the_path_are_masked_too(string path, string name) =>
        Assert.Equal($"{{\"{name}\":\"[redacted]\",\"other\":\"x\"}}", Body.Mask(Body.Json, $"{{\"{name}\":\"x\",\"other\":\"x\"}}", Body.Paths(new MaskMethod(MaskKind.Redact), path)));

    [Fact]
    public void A_policy_asks_for_something_and_searches_twice_at_most()
    {
        foreach (var path in new[] { "$", "$['']", "$..a..b..c" })
        {
            Assert.False(JsonPath.TryParse(path, out _, out var fault));
            Assert.NotEmpty(fault!);
            Assert.True(MaskPath.TryParse(path, out _, out _));
        }
    }
}
