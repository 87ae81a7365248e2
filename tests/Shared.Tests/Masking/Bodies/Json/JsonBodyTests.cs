using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Json;

public sealed class JsonBodyTests
{
    private static readonly MaskMethod redact = new(MaskKind.Redact);

    [Theory]
    [InlineData("{\"mail\" : \"ada@example.com\",\n\t\"n\":1.50e+1, \"x\":[true,false,null]}", "{\"mail\" : \"[redacted]\",\n\t\"n\":1.50e+1, \"x\":[true,false,null]}")]
    [InlineData("\"ada\\u0040example.com\"", "\"[redacted]\"")]
    [InlineData("\"\\u0061\\u0064\\u0061@example.com \\u00e9\\/\\ud83d\\ude00\\ud83d\\n\"", "\"[redacted] \\u00e9\\/\\ud83d\\ude00\\ud83d\\n\"")]
    [InlineData("{\"ada@example.com\":1}", "{\"[redacted]\":1}")]
    [InlineData("[4111111111111111,4111111111111112]", "[\"[redacted]\",4111111111111112]")]
    [InlineData("[4.111111111111111e15, 4.111111111111111E15, -4111111111111111]", "[\"[redacted]\", \"[redacted]\", \"[redacted]\"]")]
    [InlineData("{\"ssn\":\"123456789\",\"text\":\"number 123456789\"}", "{\"ssn\":\"[redacted]\",\"text\":\"number 123456789\"}")]
    [InlineData("{\"password\":\"q8Zr1vXw02LmPk7T\",\"id\":\"q8Zr1vXw02LmPk7T\"}", "{\"password\":\"[redacted]\",\"id\":\"q8Zr1vXw02LmPk7T\"}")]
    [InlineData("{\"tokens\":[\"q8Zr1vXw02LmPk7T\"],\"api_key\":[\"q8Zr1vXw02LmPk7T\",\"q8Zr1vXw02LmPk7U\"]}", "{\"tokens\":[\"q8Zr1vXw02LmPk7T\"],\"api_key\":[\"[redacted]\",\"[redacted]\"]}")]
    [InlineData(" [ ] ", " [ ] ")]
    [InlineData("{ }\n", "{ }\n")]
    [InlineData("", "")]
    [InlineData(" \n", " \n")]
    [InlineData("-0", "-0")]
    public void Strings_names_and_numbers_are_searched_and_all_else_stays(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Json, body));

    [Theory]
    [InlineData("$.a", "{\"a\":\"x\",\"b\":{\"a\":\"x\"}}", "{\"a\":\"[redacted]\",\"b\":{\"a\":\"x\"}}")]
    [InlineData("$..a", "{\"a\":\"x\",\"b\":[{\"a\":{\"c\":\"}\\\"\"}},{\"d\":{\"a\":1}}]}", "{\"a\":\"[redacted]\",\"b\":[{\"a\":\"[redacted]\"},{\"d\":{\"a\":\"[redacted]\"}}]}")]
    [InlineData("$.a.b", "{\"a\":{\"b\":[1,[2]] , \"c\":2},\"b\":3}", "{\"a\":{\"b\":\"[redacted]\" , \"c\":2},\"b\":3}")]
    [InlineData("$.a[*].b", "{\"a\":[{\"b\":true},{\"c\":1,\"b\":null},[{\"b\":1}]]}", "{\"a\":[{\"b\":\"[redacted]\"},{\"c\":1,\"b\":null},[{\"b\":1}]]}")]
    [InlineData("$['a b'][\"c.d\"]", "{\"a b\":{\"c.d\":1}}", "{\"a b\":{\"c.d\":\"[redacted]\"}}")]
    [InlineData("$.a", "{\"\\u0061\":\"x\"}", "{\"\\u0061\":\"[redacted]\"}")]
    [InlineData("$.a", "{\"a\":1,\"a\":\"x\",\"a\":{}}", "{\"a\":\"[redacted]\",\"a\":\"[redacted]\",\"a\":\"[redacted]\"}")]
    [InlineData("$[1]", "[1,2,3]", "[1,\"[redacted]\",3]")]
    [InlineData("$[*]", "[1,[2]]", "[\"[redacted]\",\"[redacted]\"]")]
    [InlineData("$.*", "{\"a\":1,\"b\":[]}", "{\"a\":\"[redacted]\",\"b\":\"[redacted]\"}")]
    [InlineData("$", "{\"a\":1}", "\"[redacted]\"")]
    [InlineData("$..*", "{\"a\":[1]}", "{\"a\":\"[redacted]\"}")]
    [InlineData("$..a.b", "{\"a\":{\"a\":{\"b\":1},\"b\":2}}", "{\"a\":{\"a\":{\"b\":\"[redacted]\"},\"b\":\"[redacted]\"}}")]
    [InlineData("$.a", "[{\"a\":1,\"b\":{\"a\":1}},[{\"a\":1}]]", "[{\"a\":\"[redacted]\",\"b\":{\"a\":1}},[{\"a\":1}]]")]
    [InlineData("$..eMail", "{\"Email\":1,\"E-Mail\":2}", "{\"Email\":\"[redacted]\",\"E-Mail\":2}")]
    [InlineData("$.é", "{\"\\u00e9\":1}", "{\"\\u00e9\":\"[redacted]\"}")]
    public void What_a_path_names_is_replaced_whole(string path, string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Json, body, Body.Paths(redact, path)));

    [Fact]
    public void Each_method_leaves_what_it_leaves_of_columns()
    {
        const string Given = """{"a":["ada@example.com",4111111111111111,true,null,{"b":1}]}""";
        Assert.Equal("""{"a":["[redacted]","[redacted]","[redacted]",null,"[redacted]"]}""", Body.Mask(Body.Json, Given, Body.Paths(redact, "$.a[*]")));
        Assert.Equal("""{"a":[null,null,null,null,null]}""", Body.Mask(Body.Json, Given, Body.Paths(new MaskMethod(MaskKind.Null), "$.a[*]")));
        Assert.Equal("""{"a":["a***********com",null,null,null,"[redacted]"]}""", Body.Mask(Body.Json, Given, Body.Paths(new MaskMethod(MaskKind.Partial, 1, 3), "$.a[*]")));
        var hashed = JsonNode.Parse(Body.Mask(Body.Json, Given, Body.Paths(new MaskMethod(MaskKind.Hash), "$.a[*]")))!["a"]!;
        Assert.StartsWith("h_", (string)hashed[0]!, StringComparison.Ordinal);
        Assert.InRange((long)hashed[1]!, 0, 1_000_000_000_000_000);
        Assert.Null(hashed[2]);
        Assert.Equal("[redacted]", (string)hashed[4]!);
    }

    [Fact]
    public void Equal_values_have_equal_hashes_however_they_are_spelled()
    {
        var rule = Body.Paths(new MaskMethod(MaskKind.Hash), "$[*]");
        var hashed = JsonNode.Parse(Body.Mask(Body.Json, "[\"ada\",\"\\u0061da\",\"bela\",1.50,1.5]", rule))!;
        Assert.Equal((string)hashed[0]!, (string)hashed[1]!);
        Assert.NotEqual((string)hashed[0]!, (string)hashed[2]!);
        Assert.Equal((long)hashed[3]!, (long)hashed[4]!);
    }

    [Fact]
    public void Of_several_rules_the_strictest_counts_and_the_rest_is_searched() =>
        Assert.Equal("{\"a\":null,\"b\":\"[redacted]\"}", Body.Mask(Body.Json, "{\"a\":\"x\",\"b\":\"ada@example.com\"}", Body.Anywhere, Body.Paths(new MaskMethod(MaskKind.Partial, 1, 1), "$.a"), Body.Paths(new MaskMethod(MaskKind.Null), "$..a") with { Name = "n" }));

    [Theory]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\"}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[+1]")]
    [InlineData("[1e]")]
    [InlineData("[NaN]")]
    [InlineData("[tru]")]
    [InlineData("[\"\\x41\"]")]
    [InlineData("[\"\\u00g0\"]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"a")]
    [InlineData("[1")]
    [InlineData("{\"a\":")]
    [InlineData("1 2")]
    [InlineData("{}{}")]
    [InlineData("[}")]
    [InlineData("// x\n1")]
    [InlineData("[\"\\ud83d\\u\"]")]
    public void What_is_not_valid_is_refused_and_says_nothing_of_it(string body)
    {
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body).Dispose());
        foreach (var rule in new[] { Body.Anywhere, Body.Paths(redact, "$.a") })
            Assert.StartsWith("The body is not valid JSON: ", Body.Try(Body.Plan(Body.Json, rule), Encoding.UTF8.GetBytes(body)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_what_is_replaced_the_rules_of_JSON_hold_too() =>
        Assert.NotNull(Body.Try(Body.Plan(Body.Json, Body.Paths(redact, "$.a")), Encoding.UTF8.GetBytes("{\"a\":{\"b\":tru}}")).Refused);

    [Fact]
    public void Deep_documents_are_read_up_to_the_limit()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Assert.Equal(Nested(512), Body.Mask(Body.Json, Nested(512)));
        Assert.Contains("512", Body.Try(Body.Plan(Body.Json, Body.Anywhere), Encoding.UTF8.GetBytes(Nested(513))).Refused, StringComparison.Ordinal);
        Assert.Contains("512", Body.Try(Body.Plan(Body.Json, Body.Paths(redact, "$")), Encoding.UTF8.GetBytes(new string('[', 1_000_000))).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_numbers_without_end_are_refused()
    {
        Assert.Contains("16 KiB", Body.Try(Body.Plan(Body.Json, Body.Anywhere), Encoding.UTF8.GetBytes("{\"" + new string('a', 20_000))).Refused, StringComparison.Ordinal);
        Assert.Contains("4096", Body.Try(Body.Plan(Body.Json, Body.Anywhere), Encoding.UTF8.GetBytes("[" + new string('1', 20_000))).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_too_long_to_be_kept_in_part_is_redacted() =>
        Assert.Equal("[\"[redacted]\"]", Body.Mask(Body.Json, $"[\"{new string('a', 100_000)}\"]", Body.Paths(new MaskMethod(MaskKind.Partial, 1, 1), "$[*]")));
}
