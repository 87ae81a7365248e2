using System.Text;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>A look at the bytes of a text may only pass over what a search would find nothing in.</summary>
public sealed class MarksTests
{
    public static TheoryData<string> Words => [.. DetectorCatalogue.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void What_a_detector_finds_has_a_mark_wherever_it_stands(string word)
    {
        var set = Set(word);
        var dice = new Dice(20261121);
        for (var i = 0; i < 3000; i++)
        {
            var (text, _) = Contexts.Around(word, Positives.Of(word, dice), dice);
            var bytes = Encoding.UTF8.GetBytes(text);
            // Cut at every place: what stands before counts as surroundings.
            for (var at = 0; at < bytes.Length; at += 1 + (bytes.Length / 40))
            {
                if (!set.FindsAnyFrom(bytes, at)) continue;
                Assert.False(set.IsClear(bytes.AsSpan(0, at), bytes.AsSpan(at)), $"{word} in '{text}' from {at}");
            }
        }
    }

    [Fact]
    public void Most_text_has_none()
    {
        var set = new DetectorSet([Rule("payment-card", "us-ssn", "email", "secret")], null);
        Assert.True(set.IsClear("note\": \""u8, "wrote the first program, and a letter about it."u8));
        Assert.Equal(4, set.ClearStringEnd("word\", "u8));
        Assert.Equal(-1, set.ClearStringEnd("wo\\u0040rd\""u8));
        Assert.Equal(-1, set.ClearStringEnd("ada@example.com\""u8));
        Assert.Equal(-1, set.ClearStringEnd("word"u8));
        Assert.Equal(-1, set.ClearStringEnd(Encoding.UTF8.GetBytes(new string('a', 40) + "\"")));
        Assert.True(set.IsClearNumber("123456789012"u8));
        Assert.False(set.IsClearNumber("4e15"u8));
    }

    [Fact]
    public void A_pattern_can_find_anything() => Assert.False(new DetectorSet([new() { Name = "p", Patterns = [new("p", "a")], Method = new(MaskKind.Redact) }], null).IsClear([], "b"u8));

    private static DetectorSet Set(string word) => new([Rule(word)], null);

    private static MaskingRuleConfig Rule(params string[] words) => new() { Name = "all", Detectors = [.. words], Method = new MaskMethod(MaskKind.Redact) };
}
