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
    [InlineData("[\"line\\nada@example.com\", \"\\u00e9ada@example.com\"]", "[\"line[redacted]\", \"[redacted]\"]")]
    [InlineData("[\"say \\\"ada@example.com\\\"\"]", "[\"say \\\"[redacted]\\\"\"]")]
    [InlineData("[\"\\\\ada@example.com\"]", "[\"\\\\[redacted]\"]")]
    [InlineData("[\"-----BEGIN PRIVATE KEY-----\\nMIIE\", \"next\"]", "[\"[redacted]\", \"next\"]")]
    [InlineData("{\"ada@example.com\": null}", "{\"[redacted]\": null}")]
    public void Json_stays_json(string value, string masked)
    {
        Assert.Equal(masked, Searched(value, Shop.Json));
        Assert.Equal(masked, Searched(value, Shop.Jsonb));
        Assert.Equal("\u0001" + masked, Searched("\u0001" + value, Shop.Jsonb, 1));
        JsonDocument.Parse(masked).Dispose();
    }

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
