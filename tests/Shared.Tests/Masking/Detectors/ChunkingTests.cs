using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>A text that comes in pieces is masked as it would be whole, however it is cut; and what cannot be part of a finding any more is not held back.</summary>
public sealed class ChunkingTests
{
    private static readonly HashKey key = new(new Secret(Convert.ToBase64String(new byte[32])), "shop");

    private static readonly PatternDetector[] patterns =
    [
        new("passport-de", "[CFGHJKLMNPRTVWXYZ0-9]{9}") { Near = ["passport", "reisepass"] },
        new("words", "\\b[a-z]+-[0-9]+\\b") { MaxLength = 9 },
        new("greedy", "[ab ]+[0-9é]*") { MaxLength = 12 },
    ];

    /// <summary>Whole findings, their beginnings and ends, what decides about them, and bytes that are no UTF-8.</summary>
    private static readonly byte[][] parts =
    [
        .. new[]
        {
            "4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "4111 ", "1", "123-45-6789", "123456789", "-", "-1", " ", "  ", "ada@example.com", "zoë@exämple.de", "@", ".", "..", "a", "Z", "é", "😀", "卡",
            "+49 30 1234567", "(212) 555-0187", "212-555-0187", "01 23 45 67 89", "030/1234567", "+", "(", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "DE", "DE89", "203.0.113.7", "2001:db8::1", "::", ":", "version ",
            Search.Jwt, "eyJ", "eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key", " = ", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AIzaSyA0123456789abcdefghijklmnopqrstuv",
            "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", "sig=Ab%2B3yZ0123456789abcdefghijklmnopqrstuvwxyzA%3D", "abc8Q~0123456789abcdefghijklmnopqrstuvwx",
            "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "sk_live_0123456789abcdef", "xoxb-123456789012-abcdef", "hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "hlk_0123456789abcdefghijklmnopqrstuv", "_",
            "-----BEGIN PRIVATE KEY-----\nMII", "-----END PRIVATE KEY-----", "-----BEGIN ", "-----", "\"", "\n", "\\n", "\\u00a0", "\\", "password=", "password", "token: ", "\"api_key\": \"", "Bearer ", "q8Zr1vXw02LmPk7T", "passport ",
            "C01X00T47", "ab-12", "ab ab ab ab", "word", ", ", "=", "'",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0x80], [0xe4, 0xb8], [0xf0, 0x9f, 0x98],
    ];

    private static readonly Gen<byte[]> texts = Gen.Elements(parts).NonEmptyListOf().Select(p => p.SelectMany(b => b).ToArray());

    public static TheoryData<string> Words => [.. DetectorCatalogue.Words, .. patterns.Select(p => p.Name), "all"];

    [Theory]
    [MemberData(nameof(Words))]
    public void Any_chunking_gives_what_the_whole_gives(string word)
    {
        var set = Set(word);
        Prop.ForAll(texts.Select(t => (Text: t, Seed: t.Length)).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (given, seed) =>
        {
            var whole = Whole(set, given.Text);
            return whole.SequenceEqual(InPieces(set, given.Text, new System.Random(seed), 1)) && whole.SequenceEqual(InPieces(set, given.Text, new System.Random(seed), 40));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    /// <summary>Longer than any finding: where the beginning of a run has been let go, the rest must not be taken for something else.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("4")]
    [InlineData("4111 1111 1111 1111 ")]
    [InlineData("a@b.com")]
    [InlineData("ada@example.com.")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData("ghp_")]
    [InlineData("password=q8Zr1vXw02LmPk7T")]
    [InlineData("ab ab-1 ")]
    [InlineData("+49 30 12 ")]
    [InlineData("2001:db8:")]
    [InlineData("-----BEGIN PRIVATE KEY-----x")]
    [InlineData("123456789      ")]
    public void Runs_without_end_are_cut_alike(string part)
    {
        var set = Set("all");
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, (80_000 / part.Length) + 1)));
        Assert.True(Whole(set, text).AsSpan().SequenceEqual(InPieces(set, text, new System.Random(1), 5000)));
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog. ", 0)]
    [InlineData("ordinary text, with numbers like 17 and 2026", 4)]
    [InlineData("mail to ada", 3)]
    [InlineData("mail to ada@example.com", 15)]
    [InlineData("the card 4111 1111 ", 10)]
    [InlineData("token = q8Zr1vXw", 8)]
    [InlineData("key -----BEGIN PRIVATE KEY-----\nMIIE", 32)]
    public void Only_what_may_be_the_begin_of_a_finding_is_held_back(string text, int held)
    {
        var stream = new DetectedStream(new DetectorSet([Rule([.. DetectorCatalogue.Words], [])], key));
        stream.Feed(Encoding.UTF8.GetBytes(text), new ArrayBufferWriter<byte>());
        Assert.Equal(held, stream.Held);
    }

    [Fact]
    public void A_stream_counts_what_it_masks_and_a_finding_whose_method_is_null_is_redacted()
    {
        var stream = Shop.Masking(Shop.Everywhere with { Method = new MaskMethod(MaskKind.Null) }).Stream()!;
        var output = new ArrayBufferWriter<byte>();
        stream.Feed("to ada@exam"u8, output);
        stream.Feed("ple.com or bela@example.com"u8, output);
        stream.Complete(output);
        Assert.Equal("to [redacted] or [redacted]", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(2, stream.Findings);
        Assert.Null(Shop.Masking().Stream());
    }

    private static DetectorSet Set(string word) => new(
        [
            word == "all" ? Rule([.. DetectorCatalogue.Words], patterns) : patterns.FirstOrDefault(p => p.Name == word) is { } pattern ? Rule([], [pattern]) : Rule([word], []),
            Rule(["email"], []) with { Method = new MaskMethod(MaskKind.Hash) },
        ],
        key);

    private static MaskingRuleConfig Rule(string[] words, PatternDetector[] patterns) => new() { Name = "test", Detectors = [.. words], Patterns = [.. patterns], Method = new MaskMethod(MaskKind.Partial, 1, 2) };

    /// <summary>In one piece; and, where no escape is read, as values are masked.</summary>
    private static byte[] Whole(DetectorSet set, byte[] text)
    {
        var whole = InPieces(set, text, null, text.Length);
        var output = new ArrayBufferWriter<byte>();
        if (text.AsSpan().IndexOf("\\u"u8) < 0) Assert.Equal(set.Mask(text, output) == MaskOutcome.Unchanged ? text : output.WrittenSpan.ToArray(), whole);
        return whole;
    }

    private static byte[] InPieces(DetectorSet set, byte[] text, System.Random? random, int longest)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = new DetectedStream(set);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, random?.Next(1, longest + 1) ?? longest);
            stream.Feed(text.AsSpan(at, length), output);
            at += length;
        }
        stream.Complete(output);
        return output.WrittenSpan.ToArray();
    }
}
