using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Tokens;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Tokens;

public sealed class TokenWatchTests : IDisposable
{
    private readonly TokenKey key = new();
    private readonly byte[] token;
    private readonly byte[] foreign;

    public TokenWatchTests()
    {
        using var other = new TokenKey();
        token = TokenKeyTests.Seal(key, TokenClass.Of("emails"), "ada@example.com"u8);
        foreign = TokenKeyTests.Seal(other, TokenClass.Of("emails"), "ada@example.com"u8);
    }

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_token_is_found_however_the_stream_is_cut() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var text = Noise(random);
            var at = random.Next(text.Length);
            byte[] stream = [.. text[..at], .. token, .. text[at..]];
            return Finds(stream, random, out var read) && read >= token.Length && !Finds(text, random, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void The_beginning_of_one_token_before_another_does_not_hide_it()
    {
        var random = new Random(1);
        for (var cut = 1; cut < token.Length; cut++)
            for (var round = 0; round < 10; round++)
                Assert.True(Finds([.. token[..cut], .. token], random, out _), $"cut at {cut}");
    }

    [Fact]
    public void Nothing_is_looked_for_before_there_is_a_token()
    {
        using var fresh = new TokenKey();
        Assert.False(new TokenWatch(fresh).Finds(token));
    }

    private bool Finds(byte[] stream, Random random, out int read)
    {
        var watch = new TokenWatch(key);
        for (read = 0; read < stream.Length;)
        {
            var piece = random.Next(1, 1 + random.Next(1, 200));
            piece = Math.Min(piece, stream.Length - read);
            var found = watch.Finds(stream.AsSpan(read, piece));
            read += piece;
            if (found) return true;
        }
        return false;
    }

    /// <summary>Tokens of others, beginnings of tokens, and other text.</summary>
    private byte[] Noise(Random random)
    {
        var text = new List<byte>();
        for (var i = random.Next(1, 20); i >= 0; i--)
        {
            text.AddRange(random.Next(4) switch
            {
                0 => foreign,
                1 => token[..random.Next(1, token.Length)],
                2 => "t to tok tok_ tok_tok_"u8.ToArray(),
                _ => Encoding.ASCII.GetBytes(random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture) + "\t\n"),
            });
            // So that no beginning goes on by chance.
            text.Add((byte)'!');
        }
        return [.. text];
    }
}
