using HoopLike.Shared.Masking.Bodies.Json;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Json;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("$")]
    [InlineData("$.a.b")]
    [InlineData("$.a[*].b")]
    [InlineData("$..name")]
    [InlineData("$..['a name'][\"it's\"]")]
    [InlineData("$.a[0][*].*")]
    [InlineData("$..*")]
    [InlineData("$..[*].x")]
    [InlineData("$.snake_case.with-dash.größe")]
    public void Paths_of_the_subset_are_read(string text)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var fault), fault);
        Assert.Equal(text, path!.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a.b")]
    [InlineData("$.")]
    [InlineData("$a")]
    [InlineData("$..")]
    [InlineData("$.a b")]
    [InlineData("$.a[")]
    [InlineData("$.a[]")]
    [InlineData("$.a[-1]")]
    [InlineData("$.a[1:2]")]
    [InlineData("$.a[?@.b]")]
    [InlineData("$['a]")]
    [InlineData("$['a\\'b']")]
    [InlineData("$.a...b")]
    [InlineData("$.a.b.")]
    [InlineData("$.a*")]
    public void All_others_are_refused_with_the_place_of_the_fault(string? text)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var fault));
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_has_an_end() => Assert.False(JsonPath.TryParse("$" + string.Concat(Enumerable.Repeat(".a", 33)), out _, out _));
}
