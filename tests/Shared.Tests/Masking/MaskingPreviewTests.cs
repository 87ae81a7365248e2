using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking;

public sealed class MaskingPreviewTests
{
    private const uint TimestampTz = 1184;

    private static readonly string[] values =
    [
        "ada@example.com", "a", "", "zoë", "123-45-6789", "123456789", "4111111111111111", "pay 4111 1111 1111 1111 or write to ada@example.com!", "4111111111111111@example.com",
        "{\"mail\": \"ada@example.com\", \"n\": 4111111111111111}", "[\"line\\nada@example.com\"]", "2026-11-21 23:43:00+00", "nothing here",
    ];

    public static TheoryData<PreviewType, MaskKind, int, int> Cases()
    {
        var cases = new TheoryData<PreviewType, MaskKind, int, int>();
        foreach (var type in Enum.GetValues<PreviewType>())
        {
            cases.Add(type, MaskKind.Redact, 0, 0);
            cases.Add(type, MaskKind.Null, 0, 0);
            cases.Add(type, MaskKind.Partial, 0, 4);
            cases.Add(type, MaskKind.Partial, 2, 1);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_value_is_shown_as_the_data_path_would_leave_it(PreviewType type, MaskKind kind, int first, int last)
    {
        var named = new MaskingRuleConfig { Name = "named", Columns = ["public.customers.email"], Method = new MaskMethod(kind, first, last) };
        var searched = Shop.Everywhere with { Method = new MaskMethod(kind, first, last) };
        var oid = type switch { PreviewType.Text => Shop.Text, PreviewType.Json => Shop.Jsonb, PreviewType.Number => Shop.Numeric, _ => TimestampTz };
        var column = Shop.Masking(named).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 2, oid);
        var other = Shop.Masking(searched).For(Shop.Analysis(Shop.Select("orders"))).Column(Shop.Orders, 3, oid);

        Assert.All(values, value =>
        {
            Assert.Equal(column.Apply(value), new MaskingPreview(named).InNamedColumn(value, type).Shown);
            Assert.Equal(other.Apply(value), new MaskingPreview(searched).Elsewhere(value, type).Shown);
        });
    }

    [Fact]
    public void A_hash_has_the_form_of_a_real_one_and_another_key()
    {
        var rule = Shop.Pii with { Method = new MaskMethod(MaskKind.Hash) };
        var real = Shop.Masking(rule).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 2).Apply("ada@example.com");

        var shown = new MaskingPreview(rule).InNamedColumn("ada@example.com", PreviewType.Text).Shown;

        Assert.Matches("^h_[0-9a-f]{16}$", shown);
        Assert.Equal(shown, new MaskingPreview(rule).InNamedColumn("ada@example.com", PreviewType.Text).Shown);
        Assert.NotEqual(real, shown);
    }

    [Fact]
    public void What_was_found_is_told_apart_and_the_pieces_are_the_whole_text()
    {
        var preview = new MaskingPreview(Shop.Everywhere);
        Assert.Equal(
            [new("pay ", null), new("4111 1111 1111 1111", "payment-card"), new(" or write to ", null), new("ada@example.com", "email"), new("!", null)],
            preview.Elsewhere(values[7], PreviewType.Text).Parts.AsEnumerable());
        Assert.All(values, value => Assert.Equal(value, string.Concat(preview.Elsewhere(value, PreviewType.Text).Parts.Select(p => p.Text))));
        Assert.Equal([new("123456789", null)], preview.Elsewhere("123456789", PreviewType.Number).Parts.AsEnumerable());
    }

    [Fact]
    public void A_finding_that_begins_inside_a_character_is_shown_with_the_whole_of_it()
    {
        // The local part of an address is cut at 64 bytes: here in the middle of a character of two.
        var text = new string('ü', 40) + "a@example.com";
        var parts = MaskingPreview.Find(text, "email");
        Assert.Equal(text, string.Concat(parts.Select(p => p.Text)));
        Assert.Contains(parts, p => p.Detector == "email");
    }

    [Fact]
    public void A_rule_without_detectors_leaves_other_columns_alone()
    {
        var shown = new MaskingPreview(Shop.Pii).Elsewhere("ada@example.com", PreviewType.Text);
        Assert.Equal(MaskOutcome.Unchanged, shown.Outcome);
        Assert.Equal("ada@example.com", shown.Shown);
    }

    public static TheoryData<string> Words => [.. DetectorCatalogue.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void A_detector_finds_its_examples_and_none_of_its_near_misses(string word)
    {
        var about = DetectorCatalogue.Find(word)!.About;
        Assert.True(about.Examples.Length >= 3 && about.NearMisses.Length >= 3);
        Assert.All(about.Examples, text => Assert.Contains(MaskingPreview.Find(text, word), p => p.Detector == word));
        Assert.All(about.NearMisses, text => Assert.Equal([new PreviewPart(text, null)], MaskingPreview.Find(text, word).AsEnumerable()));
    }
}
