using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>Bodies that are not JSON.</summary>
public sealed class TextBodyTests
{
    private static readonly MaskingRuleConfig partial = Body.Anywhere with { Method = new MaskMethod(MaskKind.Partial, KeepFirst: 2, KeepLast: 4) };

    [Theory]
    [InlineData("to ada@example.com, with 4111 1111 1111 1111.", "to [redacted], with [redacted].")]
    [InlineData("line\r\nanother\n", "line\r\nanother\n")]
    [InlineData("", "")]
    [InlineData("123456789", "[redacted]")]
    public void Text_is_searched_as_it_is(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Text, body));

    [Theory]
    [InlineData("<p>ada&#64;example.com</p>", "<p>[redacted]</p>")]
    [InlineData("<p>ada&#x40;example&period;com</p>", "<p>[redacted]</p>")]
    [InlineData("<a href=\"mailto:ada@example.com\">&eacute;t&eacute; &amp; &nbsp;&unknown; & 4 &lt; 5</a>", "<a href=\"mailto:[redacted]\">&eacute;t&eacute; &amp; &nbsp;&unknown; & 4 &lt; 5</a>")]
    [InlineData("<card>4111&#49;11111111111</card>", "<card>[redacted]</card>")]
    [InlineData("zo&euml;@example.com", "[redacted]")]
    public void Markup_is_searched_with_its_character_references_read(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Html, body));

    [Theory]
    [InlineData("email=ada%40example.com&x=1+2%2F3", "email=%5Bredacted%5D&x=1+2%2F3")]
    [InlineData("card=4111+1111+1111+1111", "card=%5Bredacted%5D")]
    [InlineData("ssn=123456789&n=%31%32%33456789", "ssn=%5Bredacted%5D&n=%5Bredacted%5D")]
    [InlineData("ada%40example.com=1&b", "%5Bredacted%5D=1&b")]
    [InlineData("password=q8Zr1vXw02LmPk7T", "password=%5Bredacted%5D")]
    [InlineData("a=%zz%&b=%C3%A9&c=%C3", "a=%zz%&b=%C3%A9&c=%C3")]
    [InlineData("a=zo%C3%AB@example.com", "a=%5Bredacted%5D")]
    public void Forms_are_searched_decoded_and_keep_their_spelling_where_nothing_is_found(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Form, body));

    [Fact]
    public void A_form_is_an_object_to_paths()
    {
        Assert.Equal("a=1&na%6De=%5Bredacted%5D&name=%5Bredacted%5D", Body.Mask(Body.Form, "a=1&na%6De=ada&name=b+%26c", Body.Paths(new MaskMethod(MaskKind.Redact), "$.name")));
        Assert.Equal("a=1&name=", Body.Mask(Body.Form, "a=1&name=b", Body.Paths(new MaskMethod(MaskKind.Null), "$..name")));
    }

    [Theory]
    [InlineData("email,card\r\nada@example.com,4111111111111111\r\n", "email,card\r\n[redacted],[redacted]\r\n")]
    [InlineData("a;\"ada@example.com\";\"x \"\"y\"\"\"\n", "a;\"[redacted]\";\"x \"\"y\"\"\"\n")]
    [InlineData("ssn\tname\n123456789\tada", "ssn\tname\n[redacted]\tada")]
    [InlineData("id,password\n1,q8Zr1vXw02LmPk7T\n2,\"a,b\"\n", "id,password\n1,[redacted]\n2,\"a,b\"\n")]
    [InlineData("a,\"line\nada@example.com\"\"\",b", "a,\"line\n[redacted]\"\"\",b")]
    [InlineData("5\" disk,x\"y\n", "5\" disk,x\"y\n")]
    [InlineData("\"\",\"\"", "\"\",\"\"")]
    public void Fields_of_CSV_are_searched_each_for_itself(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Csv, body));

    [Fact]
    public void CSV_that_ends_within_quotes_is_refused() => Assert.Contains("within quotes", Body.Try(Body.Plan(Body.Csv, Body.Anywhere), "a,\"b"u8.ToArray()).Refused, StringComparison.Ordinal);

    /// <summary>What is kept of a finding is written as the format asks.</summary>
    [Fact]
    public void Parts_that_are_kept_are_spelled_right()
    {
        var rule = partial with { Detectors = [], Patterns = [new PatternDetector("quoted", "<[a-z&]+'>")] };
        Assert.Equal("x &#60;****&#39;&#62;", Body.Mask(Body.Html, "x &#60;aaaa&#39;&#62;", rule with { Method = new MaskMethod(MaskKind.Partial, 1, 2) }));
        Assert.Equal("x=%3C***%27%3E", Body.Mask(Body.Form, "x=%3Caaa%27%3E", rule with { Method = new MaskMethod(MaskKind.Partial, 1, 2) }));
        Assert.Equal("\"x <****'>\"", Body.Mask(Body.Json, "\"x \\u003caaaa'>\"", rule with { Method = new MaskMethod(MaskKind.Partial, 1, 2) }));
        Assert.Equal("\"a,\"\"b\"\"\"", Body.Mask(Body.Csv, "\"a,\"\"b\"\"\"", rule));
    }

    [Fact]
    public void A_character_of_which_a_part_was_found_is_hidden_whole()
    {
        // The search for an address begins 64 bytes before its sign, which may be inside a character.
        var body = string.Concat(Enumerable.Repeat("é", 40)) + "a@example.com";
        foreach (var type in new[] { Body.Text, Body.Html, Body.Csv })
        {
            var masked = Body.Mask(type, body);
            Assert.DoesNotContain("\uFFFD", masked, StringComparison.Ordinal);
            Assert.EndsWith("é[redacted]", masked, StringComparison.Ordinal);
        }
        Assert.EndsWith("%C3%A9%5Bredacted%5D", Body.Mask(Body.Form, Uri.EscapeDataString(body)), StringComparison.Ordinal);
        Assert.EndsWith("\\u00e9[redacted]\"", Body.Mask(Body.Json, "\"" + body.Replace("é", "\\u00e9", StringComparison.Ordinal) + "\""), StringComparison.Ordinal);
    }
}
