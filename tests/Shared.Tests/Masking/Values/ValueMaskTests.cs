using System.Buffers;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Values;

public sealed class ValueMaskTests
{
    private static string? Masked(MaskMethod method, string value, uint type = Shop.Text, short format = 0) =>
        Shop.Masking(Shop.Pii with { Method = method }).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 2, type, format).Apply(value);

    [Theory]
    [InlineData(0, 4, "ada@example.com", "***********.com")]
    [InlineData(2, 2, "ada@example.com", "ad***********om")]
    [InlineData(0, 4, "abcdefg", "*******")]
    [InlineData(0, 4, "abcdefgh", "****efgh")]
    [InlineData(1, 1, "äöüß", "ä**ß")]
    [InlineData(0, 2, "a😀b😀", "**b😀")]
    [InlineData(3, 3, "", "[redacted]")]
    [InlineData(-5, -5, "abcd", "****")]
    [InlineData(int.MaxValue, int.MaxValue, "abcd", "****")]
    public void Partial_keeps_characters_at_the_ends_but_never_more_than_half(int first, int last, string value, string masked) =>
        Assert.Equal(masked, Masked(new MaskMethod(MaskKind.Partial, first, last), value));

    [Fact]
    public void Partial_does_not_tell_the_length_of_long_values() =>
        Assert.Equal(new string('*', 64) + "xx", Masked(new MaskMethod(MaskKind.Partial, 0, 2), new string('x', 500)));

    [Fact]
    public void Partial_takes_bytes_that_are_no_utf8_singly()
    {
        var mask = Shop.Masking(Shop.Pii with { Method = new MaskMethod(MaskKind.Partial, 1, 1) }).For(Shop.Analysis(Shop.Select("customers"))).Column(Shop.Customers, 2);
        var output = new ArrayBufferWriter<byte>();
        mask!.Apply([0xE9, 0xE8, 0xE7, 0xE9], output);
        Assert.Equal([0xE9, (byte)'*', (byte)'*', 0xE9], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Hash_is_the_same_for_equal_values_and_differs_between_connections_and_keys()
    {
        var hash = Masked(new MaskMethod(MaskKind.Hash), "ada");
        Assert.Matches("^h_[0-9a-f]{16}$", hash);
        Assert.Equal(hash, Masked(new MaskMethod(MaskKind.Hash), "ada"));
        Assert.NotEqual(hash, Masked(new MaskMethod(MaskKind.Hash), "bob"));
        var snapshot = Shop.Snapshot(Shop.Pii with { Method = new MaskMethod(MaskKind.Hash) });
        Assert.NotEqual(hash, In(snapshot, "warehouse"));
        Assert.NotEqual(hash, In(snapshot with { MaskingKey = new Secret(Convert.ToBase64String(Encoding.UTF8.GetBytes("another key of thirty-two bytes!"))) }, "shop"));
        Assert.Equal(hash, In(snapshot, "shop"));

        static string? In(AgentSnapshot snapshot, string connection) =>
            new SessionMasking(snapshot, Shop.Connection with { Name = connection }, Shop.Analyst, Shop.Catalogue).For(null).Column(Shop.Customers, 2).Apply("ada");
    }

    [Theory]
    [InlineData(Shop.Text, 0, "[redacted]")]
    [InlineData(Shop.Text, 1, "[redacted]")]
    [InlineData(1043u, 1, "[redacted]")]
    [InlineData(Shop.Citext, 1, "[redacted]")]
    [InlineData(Shop.Json, 0, "\"[redacted]\"")]
    [InlineData(Shop.Json, 1, "\"[redacted]\"")]
    [InlineData(Shop.Jsonb, 0, "\"[redacted]\"")]
    [InlineData(Shop.Jsonb, 1, "\u0001\"[redacted]\"")]
    [InlineData(Shop.Int4, 0, null)]
    [InlineData(Shop.Int4, 1, null)]
    [InlineData(2950u, 1, null)]
    [InlineData(Shop.TextArray, 0, null)]
    [InlineData(17u, 1, null)]
    [InlineData(99999u, 0, null)]
    public void What_comes_out_is_a_value_of_the_type_or_null(uint type, short format, string? masked) =>
        Assert.Equal(masked, Masked(new MaskMethod(MaskKind.Redact), "whatever", type, format));

    [Theory]
    [InlineData(Shop.Text)]
    [InlineData(Shop.Jsonb)]
    [InlineData(Shop.Int4)]
    public void The_method_null_leaves_nothing(uint type) => Assert.Null(Masked(new MaskMethod(MaskKind.Null), "whatever", type));

    [Fact]
    public void An_empty_string_does_not_show_that_it_is_empty() => Assert.Equal("[redacted]", Masked(new MaskMethod(MaskKind.Redact), ""));

    [Fact]
    public void A_json_document_is_not_kept_in_part() => Assert.Equal("\"[redacted]\"", Masked(new MaskMethod(MaskKind.Partial, 4, 4), "{\"email\": \"ada@example.com\"}", Shop.Jsonb));

    [Fact]
    public void Only_masks_that_depend_on_the_value_ask_for_it()
    {
        Assert.False(Mask(MaskKind.Redact).ReadsValue);
        Assert.False(Mask(MaskKind.Null).ReadsValue);
        Assert.True(Mask(MaskKind.Partial).ReadsValue);
        Assert.True(Mask(MaskKind.Hash).ReadsValue);

        static ValueMask Mask(MaskKind kind) => Shop.Masking(Shop.Pii with { Method = new MaskMethod(kind, 0, 2) }).For(null).Column(Shop.Customers, 2)!;
    }
}
