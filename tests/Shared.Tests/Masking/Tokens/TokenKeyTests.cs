using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Tokens;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Tokens;

public sealed class TokenKeyTests : IDisposable
{
    private static readonly TokenClass emails = TokenClass.Of("emails");
    private static readonly TokenClass names = TokenClass.Of("names");

    private readonly TokenKey key = new();

    public void Dispose() => key.Dispose();

    [Fact]
    public void What_was_sealed_is_opened_again() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), value =>
        {
            var token = Seal(key, emails, value);
            Assert.Matches("^tok_[a-z2-7]+$", Encoding.ASCII.GetString(token));
            Assert.True(key.TryOpen(token, out var length, out var @class, out var opened, out _));
            return length == token.Length && @class == emails && opened.AsSpan().SequenceEqual(value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Equal_values_of_a_class_have_equal_tokens_and_others_have_not()
    {
        Assert.Equal(Seal(key, emails, "ada"u8), Seal(key, emails, "ada"u8));
        Assert.NotEqual(Seal(key, emails, "ada"u8), Seal(key, names, "ada"u8));
        Assert.NotEqual(Seal(key, emails, "ada"u8), Seal(key, emails, "ada "u8));
        Assert.NotEqual(Seal(key, emails, ""u8), Seal(key, emails, "\0"u8));
    }

    [Fact]
    public void Another_session_cannot_open_it()
    {
        using var other = new TokenKey();
        var token = Seal(key, emails, "ada@example.com"u8);
        Assert.NotEqual(token, Seal(other, emails, "ada@example.com"u8));
        Assert.False(other.TryOpen(token, out _, out _, out _, out _));
    }

    [Fact]
    public void A_token_with_any_character_changed_is_no_token()
    {
        var token = Seal(key, emails, "ada@example.com"u8);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "abcdefghijklmnopqrstuvwxyz234567_ A"u8)
            {
                if (other == token[i]) continue;
                byte[] forged = [.. token];
                forged[i] = other;
                Assert.False(key.TryOpen(forged, out _, out _, out _, out _), $"character {i} as {(char)other}");
            }
        }
    }

    [Fact]
    public void A_token_that_is_cut_is_said_to_be_cut()
    {
        var token = Seal(key, emails, Encoding.UTF8.GetBytes(new string('x', 100)));
        for (var length = 0; length < token.Length; length++)
        {
            Assert.False(key.TryOpen(token.AsSpan(0, length), out _, out _, out _, out var isCut));
            Assert.True(isCut, $"after {length} characters");
        }
    }

    [Fact]
    public void What_follows_a_token_does_not_belong_to_it()
    {
        var token = Seal(key, emails, "ada"u8);
        Assert.True(key.TryOpen([.. token, .. "abc"u8], out var length, out _, out _, out _));
        Assert.Equal(token.Length, length);
    }

    [Fact]
    public void A_token_tells_of_its_values_length_no_more_than_steps_of_sixteen_bytes()
    {
        var lengths = Enumerable.Range(0, 64).Select(n => Seal(key, emails, new byte[n]).Length).ToArray();
        Assert.Equal(5, lengths.Distinct().Count());
        Assert.Single(lengths[..11].Distinct());
    }

    [Fact]
    public void Long_values_have_no_token()
    {
        Assert.False(key.TrySeal(emails, new byte[TokenKey.ValueLimit + 1], new ArrayBufferWriter<byte>()));
        Assert.False(key.HasSealed);
        var longest = Seal(key, emails, new byte[TokenKey.ValueLimit]);
        Assert.True(key.HasSealed);
        Assert.True(key.TryOpen(longest, out _, out _, out var value, out _));
        Assert.Equal(TokenKey.ValueLimit, value.Length);
    }

    [Fact]
    public void Sealing_does_not_allocate()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var value = "ada@example.com"u8.ToArray();
        for (var i = 0; i < 100; i++) key.TrySeal(emails, value, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) key.TrySeal(emails, value, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static byte[] Seal(TokenKey key, TokenClass @class, ReadOnlySpan<byte> value)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(key.TrySeal(@class, value, output));
        return output.WrittenSpan.ToArray();
    }
}
