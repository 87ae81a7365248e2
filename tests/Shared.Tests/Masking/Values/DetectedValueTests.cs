using System.Buffers;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Values;

public sealed class DetectedValueTests
{
    private static string? Searched(string value, uint type = Shop.Text, short format = 0, MaskKind kind = MaskKind.Redact) =>
        Shop.Masking(Shop.Everywhere with { Method = new MaskMethod(kind, 0, 4) }).For(Shop.Analysis(Shop.Select("orders"))).Column(Shop.Orders, 3, type, format).Apply(value);

    [Fact]
    public void What_is_found_is_masked_and_the_rest_stays() =>
        Assert.Equal("pay with [redacted], or write to [redacted]!", Searched("pay with 4111 1111 1111 1111, or write to ada@example.com!"));

    [Theory]
    [InlineData(MaskKind.Partial, "card ***************1111 ok")]
    [InlineData(MaskKind.Null, null)]
    public void The_rules_method_is_applied_to_the_finding(MaskKind kind, string? masked) => Assert.Equal(masked, Searched("card 4111-1111-1111-1111 ok", kind: kind));

    [Fact]
    public void Overlapping_findings_are_masked_as_one() => Assert.Equal("[redacted]", Searched("4111111111111111@example.com"));

    [Fact]
    public void Of_overlapping_findings_the_strictest_method_counts()
    {
        var cards = Shop.Everywhere with { Name = "cards", Detectors = ["payment-card"], Method = new MaskMethod(MaskKind.Partial, 0, 4) };
        var mails = Shop.Everywhere with { Name = "mails", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) };
        var statement = Shop.Masking(cards, mails).For(null);
        Assert.Equal("[redacted] ************1111", statement.Column(0, 0).Apply("4111111111111111@example.com 4111111111111111"));
    }

    [Theory]
    [InlineData(Shop.Int8, 0, "4111111111111111", null)]
    [InlineData(Shop.Numeric, 0, "4111111111111111", null)]
    [InlineData(Shop.Int8, 0, "123456789", "123456789")]
    [InlineData(Shop.Int8, 1, "4111111111111111", "4111111111111111")]
    [InlineData(Shop.Int4, 0, "123456789", "123456789")]
    [InlineData(2950u, 0, "41111111-1111-1111-0000-000000000000", "41111111-1111-1111-0000-000000000000")]
    [InlineData(Shop.TextArray, 0, "{ada@example.com,x}", "{[redacted],x}")]
    [InlineData(Shop.TextArray, 1, "\0\0ada@example.com", null)]
    [InlineData(99999u, 0, "(1,ada@example.com)", "(1,[redacted])")]
    [InlineData(99999u, 1, "ada@example.com", null)]
    [InlineData(Shop.Citext, 1, "ada@example.com", "[redacted]")]
    public void Types_are_searched_as_far_as_a_replacement_keeps_them_whole(uint type, short format, string value, string? masked) => Assert.Equal(masked, Searched(value, type, format));

    [Theory]
    [InlineData("{\"mail\": \"ada@example.com\", \"n\": 1}", "{\"mail\": \"[redacted]\", \"n\": 1}")]
    [InlineData("{\"card\": 4111111111111111, \"x\": -4111111111111111.0}", "{\"card\": \"[redacted]\", \"x\": \"[redacted]\"}")]
    [InlineData("[\"line\\nada@example.com\", \"\\u00e9ada@example.com\"]", "[\"line\\n[redacted]\", \"[redacted]\"]")]
    [InlineData("[\"say \\\"ada@example.com\\\"\"]", "[\"say \\\"[redacted]\\\"\"]")]
    [InlineData("[\"\\\\ada@example.com\"]", "[\"\\\\[redacted]\"]")]
    [InlineData("[\"-----BEGIN PRIVATE KEY-----\\nMIIE\", \"next\"]", "[\"[redacted]\", \"next\"]")]
    [InlineData("{\"mail\": \"\\u0061da\\u0040example.com, x\"}", "{\"mail\": \"[redacted], x\"}")]
    [InlineData("[\"\\u0034111111111111111\", \"\\ud83d\\ude00 ada\\u0040example\\u002ecom\\ud83d\\ude00\"]", "[\"[redacted]\", \"\\ud83d\\ude00 [redacted]\"]")]
    [InlineData("[\"\\\"ada@example.com\\\"\"]", "[\"\\\"[redacted]\\\"\"]")]
    [InlineData("{\"ada@example.com\": null}", "{\"[redacted]\": null}")]
    public void Json_stays_json(string value, string masked)
    {
        Assert.Equal(masked, Searched(value, Shop.Json));
        Assert.Equal(masked, Searched(value, Shop.Jsonb));
        Assert.Equal("\u0001" + masked, Searched("\u0001" + value, Shop.Jsonb, 1));
        JsonDocument.Parse(masked).Dispose();
    }

    /// <summary>What is kept of a value is written as JSON has it.</summary>
    [Fact]
    public void Characters_that_stay_are_escaped_again() => Assert.Equal("[\"**********é\\u0001x\"]", Pattern("[a-z\\u0001é]{9,}", 3, "[\"abcdefghi\\u00e9\\u00e9\\u0001\\u0078\"]", Shop.Json));

    [Theory]
    [InlineData("[1, true, null]", "[a-z, ]{3,}")]
    [InlineData("[[1], [2]]", "\\], \\[")]
    public void What_cannot_be_taken_out_of_a_document_costs_all_of_it(string json, string regex) => Assert.Null(Pattern(regex, 0, json, Shop.Json));

    [Theory]
    [InlineData("mail ada\\u0040example.com!", "mail [redacted]!")]
    [InlineData("C:\\users\\ada and ada@example.com", "C:\\users\\ada and [redacted]")]
    [InlineData("C:\\users\\ada", "C:\\users\\ada")]
    [InlineData("\\u00", "\\u00")]
    public void Text_is_searched_with_such_escapes_read(string value, string masked) => Assert.Equal(masked, Searched(value));

    [Fact]
    public void Numbers_in_binary_are_searched_as_digits()
    {
        Assert.Null(SearchedBytes(Shop.Int8, Long(4111111111111111)));
        Assert.NotNull(SearchedBytes(Shop.Int8, Long(4111111111111112)));
        Assert.Null(SearchedBytes(701, BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(4111111111111111)).AsEnumerable().Reverse().ToArray()));
        Assert.Null(SearchedBytes(Shop.Numeric, [0, 4, 0, 3, 0, 0, 0, 0, .. Short(4111), .. Short(1111), .. Short(1111), .. Short(1111)]));
        Assert.Null(SearchedBytes(Shop.Numeric, [0, 4, 0, 3, 0x40, 0, 0, 2, .. Short(4111), .. Short(1111), .. Short(1111), .. Short(1111)]));
        Assert.NotNull(SearchedBytes(Shop.Numeric, [0, 3, 0, 3, 0, 0, 0, 0, .. Short(4111), .. Short(1111), .. Short(1111)]));
        Assert.NotNull(SearchedBytes(Shop.Numeric, [0, 0, 0, 0, 0xc0, 0, 0, 0]));
        Assert.NotNull(SearchedBytes(Shop.Numeric, [1]));
        Assert.Null(Searched("4.111111111111111e+15", 701));
    }

    [Fact]
    public void Arrays_of_text_in_binary_keep_their_other_elements()
    {
        // 48 to 57 bytes: the length before an element looks like a digit.
        var card = "4111111111111111" + new string(' ', 34);
        var masked = SearchedBytes(Shop.TextArray, TextArray("x", card, null, "ada@example.com"));
        Assert.Equal(TextArray("x", "[redacted]" + new string(' ', 34), null, "[redacted]"), masked);
        Assert.Equal(TextArray("x", "y"), SearchedBytes(Shop.TextArray, TextArray("x", "y")));
    }

    [Fact]
    public void Parts_of_rows_and_maps_in_binary_are_searched_each_for_itself()
    {
        var card = Encoding.UTF8.GetBytes("4111111111111111" + new string(' ', 34));
        byte[] row = [0, 0, 0, 2, 0, 0, 0, 23, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 50, .. card];
        Assert.Null(SearchedBytes(2249, row));
        Assert.Null(SearchedBytes(99999, [0, 0, 0, 1, 0, 0, 0, 1, (byte)'k', 0, 0, 0, 50, .. card]));
        Assert.Null(SearchedBytes(2249, [0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 8, .. Long(4111111111111111)]));
        Assert.Null(SearchedBytes(1016, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, .. Long(4111111111111111)]));
        byte[] clean = [0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 5, .. "hello"u8];
        Assert.Equal(clean, SearchedBytes(2249, clean));
    }

    [Theory]
    [InlineData(869u, 0, "203.0.113.7/24", null)]
    [InlineData(869u, 0, "127.0.0.1", "127.0.0.1")]
    [InlineData(650u, 1, "whatever", null)]
    [InlineData(1041u, 1, "whatever", null)]
    public void Addresses_of_the_servers_types_are_hidden_where_addresses_are_searched_for(uint type, short format, string value, string? masked)
    {
        var rule = Shop.Everywhere with { Detectors = ["ip"] };
        Assert.Equal(masked, Shop.Masking(rule).For(null).Column(Shop.Orders, 3, type, format).Apply(value));
        Assert.Equal(value, Searched(value, type, format));
    }

    private static string? Pattern(string regex, int keepLast, string value, uint type) =>
        Shop.Masking(Shop.Everywhere with { Detectors = [], Patterns = [new PatternDetector("p", regex)], Method = new MaskMethod(MaskKind.Partial, 0, keepLast) }).For(null).Column(Shop.Orders, 3, type).Apply(value);

    private static byte[]? SearchedBytes(uint type, byte[] value)
    {
        var output = new ArrayBufferWriter<byte>();
        return Shop.Masking(Shop.Everywhere).For(null).Column(Shop.Orders, 3, type, 1)!.Apply(value, output) switch
        {
            MaskOutcome.Null => null,
            MaskOutcome.Unchanged => value,
            _ => output.WrittenSpan.ToArray(),
        };
    }

    private static byte[] Long(long value) => [.. BitConverter.GetBytes(value).AsEnumerable().Reverse()];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] TextArray(params string?[] elements) =>
    [
        0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, (byte)elements.Length, 0, 0, 0, 1,
        .. elements.SelectMany(e => e is null ? [255, 255, 255, 255] : (byte[])[0, 0, 0, (byte)e.Length, .. Encoding.UTF8.GetBytes(e)]),
    ];

    [Fact]
    public void Json_stays_json_whatever_is_kept_of_a_finding()
    {
        var random = new Random(7);
        string[] parts = [" ada@example.com ", "4111111111111111", "\n", "\"", "\\", "é", "x", " ", "123-45-6789", "-----BEGIN RSA PRIVATE KEY-----\nAA", "😀"];
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            var json = JsonSerializer.Serialize(new { text, number = 4111111111111111, also = new[] { text } });
            foreach (var kind in (ReadOnlySpan<MaskKind>)[MaskKind.Redact, MaskKind.Partial, MaskKind.Hash])
            {
                var masked = Searched(json, Shop.Json, kind: kind)!;
                using var parsed = JsonDocument.Parse(masked);
                Assert.Equal(JsonValueKind.String, parsed.RootElement.GetProperty("number").ValueKind);
                Assert.DoesNotContain("ada@example", masked, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_clear_column_of_a_table_with_masked_ones_is_searched_too() =>
        Assert.Equal("[redacted]", Shop.Masking(Shop.Pii, Shop.Everywhere).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 3).Apply("ada@example.com"));

    [Fact]
    public void Without_rules_nothing_is_looked_at()
    {
        var masking = Shop.Masking();
        Assert.True(masking.IsEmpty);
        Assert.True(masking.For(null).PlanResult(0, [new ResultColumn(Shop.Customers, 2, Shop.Text, 0)]).IsClear);
    }
}
