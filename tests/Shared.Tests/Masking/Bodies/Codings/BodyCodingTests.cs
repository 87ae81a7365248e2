using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Codings;

public sealed class BodyCodingTests
{
    private static readonly Gen<byte[]> body = Gen.OneOf(
        Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(), Gen.Elements("data: word\n\n", "{\"a\": 1}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\u00e9").ListOf().Select(p => Encoding.UTF8.GetBytes(string.Concat(p))),
        Gen.Choose(20_000, 60_000).Select(n => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, n / 5).Select(i => $"{i} ")))));

    private static readonly Gen<string[]> codings = Gen.Elements(Coded.Words).NonEmptyListOf().Select(w => w.Take(3).ToArray());

    public static TheoryData<string> Words => [.. Coded.Words];

    [Fact]
    public void A_body_is_read_however_it_is_cut_and_encoded() =>
        Prop.ForAll(body.ToArbitrary(), codings.ToArbitrary(), Gen.Choose(1, int.MaxValue).ToArbitrary(), (given, words, seed) =>
        {
            var random = new System.Random(seed);
            var encoded = Coded.Encode(given, words);
            foreach (var piece in (Func<int>[])[() => encoded.Length, () => random.Next(1, 4), () => random.Next(1, 5000)])
                if (!Coded.Read(encoded, words, piece).AsSpan().SequenceEqual(given)) return false;
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void What_is_written_is_read_by_others_and_with_each_flush_all_of_it() =>
        Prop.ForAll(body.ToArbitrary(), codings.ToArbitrary(), Gen.Choose(1, int.MaxValue).ToArbitrary(), (given, words, seed) =>
        {
            var random = new System.Random(seed);
            // Of nothing the framework makes nothing, of which nobody can say that it is raw.
            if (given.Length == 0 && words.Contains("raw")) return true;
            using var decoding = new BodyDecoding(Coded.Of(words));
            var read = new ArrayBufferWriter<byte>();
            decoding.Give(Coded.Encode(given, words));
            Coded.Drain(decoding, read);
            using var encoding = new BodyEncoding(Coded.Of(words), decoding);
            using var reader = new BodyDecoding(Coded.Of(words));
            var (output, back) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            for (var at = 0; at < given.Length;)
            {
                var length = Math.Min(random.Next(1, 9000), given.Length - at);
                var before = output.WrittenCount;
                encoding.Write(given.AsSpan(at, length), output);
                encoding.Flush(output);
                at += length;
                reader.Give(output.WrittenMemory[before..].ToArray());
                Coded.Drain(reader, back);
                if (!back.WrittenSpan.SequenceEqual(given.AsSpan(0, at))) return false;
            }
            encoding.Complete(output);
            return Coded.Decode(output.WrittenSpan.ToArray(), words).AsSpan().SequenceEqual(given) && Coded.Read(output.WrittenSpan.ToArray(), words).AsSpan().SequenceEqual(given);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Theory]
    [MemberData(nameof(Words))]
    public void A_body_that_ends_too_early_is_refused_wherever_it_ends(string word)
    {
        var encoded = Coded.Encode(Encoding.UTF8.GetBytes("to ada@example.com, and to ada@example.org"), word);
        for (var length = 1; length < encoded.Length; length++)
            Assert.Throws<UnreadableBodyException>(() => Coded.Read(encoded[..length], [word]));
        Assert.Throws<UnreadableBodyException>(() => Coded.Read(Coded.Encode(encoded[..^1], "gzip"), [word, "gzip"]));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_body_that_was_damaged_is_refused(string word)
    {
        var encoded = Coded.Encode(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i} "))), word);
        var refused = 0;
        for (var at = 0; at < encoded.Length; at++)
        {
            var damaged = encoded.ToArray();
            damaged[at] ^= 0x55;
            try
            {
                Coded.Read(damaged, [word]);
            }
            catch (UnreadableBodyException)
            {
                refused++;
            }
        }
        // Raw deflate and brotli have no checksum: of them only what cannot be read at all is known.
        Assert.True(refused > (word is "gzip" or "deflate" ? encoded.Length - 12 : encoded.Length / 20), $"{refused} of {encoded.Length}");
    }

    [Fact]
    public void Members_of_gzip_one_after_the_other_are_one_body()
    {
        byte[] encoded = [.. Coded.Encode("first, "u8.ToArray(), "gzip"), .. Coded.Encode([], "gzip"), .. Coded.Encode("second"u8.ToArray(), "gzip")];
        foreach (var piece in (Func<int>[])[() => encoded.Length, () => 1, () => 7])
            Assert.Equal("first, second", Encoding.UTF8.GetString(Coded.Read(encoded, ["gzip"], piece)));
        Assert.Throws<UnreadableBodyException>(() => Coded.Read(encoded[..^3], ["gzip"]));
    }

    [Theory]
    [InlineData("gzip", "garbage")]
    [InlineData("gzip", "\0\0\0\0")]
    [InlineData("br", "garbage")]
    [InlineData("deflate", "garbage")]
    [InlineData("raw", "garbage")]
    public void What_follows_the_end_is_left_out(string word, string garbage)
    {
        byte[] encoded = [.. Coded.Encode("text"u8.ToArray(), word), .. Encoding.ASCII.GetBytes(garbage)];
        Assert.Equal("text", Encoding.UTF8.GetString(Coded.Read(encoded, [word])));
        Assert.Equal("text", Encoding.UTF8.GetString(Coded.Read(encoded, [word], () => 1)));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", "br")]
    public void A_bomb_is_refused_before_it_has_cost_much(params string[] words)
    {
        var bomb = Coded.Encode(new byte[256 * 1024 * 1024], words);
        using var decoding = new BodyDecoding(Coded.Of(words));
        var buffer = new byte[16 * 1024];
        decoding.Give(bomb);
        var read = 0L;
        var refused = Assert.Throws<UnreadableBodyException>(() =>
        {
            while (decoding.Read(buffer) is > 0 and var n) read += n;
        });
        Assert.Contains("times larger", refused.Message, StringComparison.Ordinal);
        Assert.InRange(read, BodyDecoding.RatioFree - buffer.Length, BodyDecoding.RatioFree + (BodyDecoding.RatioLimit * (long)bomb.Length) + buffer.Length);
    }

    [Fact]
    public void Nothing_is_nothing_in_every_coding()
    {
        using var decoding = new BodyDecoding(Coded.Of("gzip"));
        using var encoding = new BodyEncoding(Coded.Of("gzip"), decoding);
        var output = new ArrayBufferWriter<byte>();
        decoding.End();
        encoding.Complete(output);
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_coding_of_nothing_has_a_head_and_an_end(string word)
    {
        foreach (var words in (string[][])[[word], [word, "gzip"], ["gzip", word]])
        {
            using var decoding = new BodyDecoding(Coded.Of(words));
            using var encoding = new BodyEncoding(Coded.Of(words), decoding);
            var output = new ArrayBufferWriter<byte>();
            // Of one character, which the mask takes out.
            decoding.Give(Coded.Encode("x"u8.ToArray(), words));
            Coded.Drain(decoding, new ArrayBufferWriter<byte>());
            encoding.Complete(output);
            Assert.NotEqual(0, output.WrittenCount);
            Assert.Empty(Coded.Decode(output.WrittenSpan.ToArray(), words));
            Assert.Empty(Coded.Read(output.WrittenSpan.ToArray(), words));
            Assert.True(word is not "gzip" || words.Length > 1 || output.WrittenCount == 20);
        }
    }

    [Theory]
    [InlineData("gzip", "Gzip")]
    [InlineData("x-gzip", "Gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    [InlineData("GZIP, br", "Gzip Brotli")]
    [InlineData("deflate , identity,gzip", "Deflate Gzip")]
    public void Codings_are_read_in_the_order_in_which_they_were_applied(string value, string read)
    {
        var found = ContentCodings.Of([value]);
        Assert.Null(found.Refusal);
        Assert.Equal(read, string.Join(' ', found.Applied));
        Assert.Equal(read.Length == 0, found.IsNone);
    }

    [Theory]
    [InlineData("zstd", "zstd")]
    [InlineData("gzip, zstd", "zstd")]
    [InlineData("compress", "compress")]
    [InlineData("<script>", "something without a name")]
    [InlineData("gzip, gzip, gzip, gzip", "4 times")]
    public void Others_are_refused_by_name(string value, string word)
    {
        var found = ContentCodings.Of([value]);
        Assert.Contains(word, found.Refusal, StringComparison.Ordinal);
        Assert.False(found.IsNone);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData("zstd", "identity")]
    [InlineData(null, "identity")]
    [InlineData("", "identity")]
    [InlineData("*", "identity")]
    [InlineData("br;q=1.0, *;q=0.1, identity;q=0", "br;q=1.0, identity;q=0")]
    public void What_a_target_may_answer_in_is_what_can_be_read(string? asked, string restricted) => Assert.Equal(restricted, ContentCodings.Restrict(asked));
}
