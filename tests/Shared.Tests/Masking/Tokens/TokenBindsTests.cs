using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Masking.Tokens;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Tokens;

public sealed class TokenBindsTests : IDisposable
{
    private static readonly ImmutableArray<TokenComparand> second = [TokenComparand.Bound(2, "emails")];

    private readonly TokenKey key = new();
    private readonly byte[] ada;

    public TokenBindsTests() => ada = TokenKeyTests.Seal(key, TokenClass.Of("emails"), "ada@example.com"u8);

    public void Dispose() => key.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_parameter_that_is_compared_becomes_the_value(short format) =>
        Assert.Equal(Section(format, "x"u8.ToArray(), "ada@example.com"u8.ToArray(), null), Returned(Section(format, "x"u8.ToArray(), ada, null)));

    [Fact]
    public void An_array_in_text_is_turned_back() =>
        Assert.Equal(
            Section(0, "x"u8.ToArray(), "{\"ada@example.com\",\"b\",NULL}"u8.ToArray()),
            Returned(Section(0, "x"u8.ToArray(), [.. "{"u8, .. ada, .. ",b,NULL}"u8])));

    [Fact]
    public void An_array_in_binary_is_turned_back() =>
        Assert.Equal(
            Section(1, "x"u8.ToArray(), Array("ada@example.com"u8.ToArray(), null, "b"u8.ToArray())),
            Returned(Section(1, "x"u8.ToArray(), Array(ada, null, "b"u8.ToArray()))));

    [Fact]
    public void A_parameter_that_is_not_only_compared_is_refused()
    {
        Assert.Equal(TokenOutcome.Misplaced, TokenBinds.InValues(Section(0, ada, ada), second, key));
        Assert.Equal(TokenOutcome.Misplaced, TokenBinds.InValues(Section(0, "x"u8.ToArray(), ada), [], key));
        Assert.Equal(TokenOutcome.Misplaced, TokenBinds.InValues(Section(0, "x"u8.ToArray(), ada), [TokenComparand.Bound(2, "emails"), TokenComparand.Bound(2, "names")], key));
        Assert.Equal(TokenOutcome.Unreadable, TokenBinds.InValues(Section(0, "x"u8.ToArray(), ada), default, key));
    }

    [Fact]
    public void A_token_within_something_else_is_refused()
    {
        foreach (var format in (short[])[0, 1])
            foreach (var value in (byte[][])[[.. ada, (byte)'x'], [(byte)'x', .. ada], [.. ada, .. ada], Array([.. ada, (byte)'x']), [.. Array(ada), 0], [.. "{{"u8, .. ada, (byte)'}']])
                Assert.Equal(TokenOutcome.Misplaced, TokenBinds.InValues(Section(format, "x"u8.ToArray(), value), second, key));
    }

    [Fact]
    public void Values_without_tokens_stay()
    {
        Assert.Equal(TokenOutcome.None, TokenBinds.InValues(Section(0, "x"u8.ToArray(), "tok_abc"u8.ToArray()), second, key));
        Assert.Equal(TokenOutcome.None, TokenBinds.InValues([1, 2], second, key));
    }

    [Fact]
    public void A_message_that_ends_too_early_is_no_bind()
    {
        var section = Section(0, "x"u8.ToArray(), ada);
        Assert.Throws<InvalidDataException>(() => TokenBinds.InValues([.. section[..4], .. section[^(ada.Length + 6)..^1]], second, key));
        Assert.Throws<InvalidDataException>(() => TokenBinds.InValues(ada, second, key));
    }

    private byte[] Returned(byte[] section)
    {
        var outcome = TokenBinds.InValues(section, second, key);
        Assert.Null(outcome.Refusal);
        return outcome.Bytes!;
    }

    private static byte[] Section(short format, params byte[]?[] values) => [.. Int16(1), .. Int16(format), .. Int16((short)values.Length), .. values.SelectMany(Value), .. Int16(1), .. Int16(1)];

    private static byte[] Array(params byte[]?[] elements) => [.. Int32(1), .. Int32(1), .. Int32(25), .. Int32(elements.Length), .. Int32(1), .. elements.SelectMany(Value)];

    private static byte[] Value(byte[]? value) => value is null ? Int32(-1) : [.. Int32(value.Length), .. value];

    private static byte[] Int16(short value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
