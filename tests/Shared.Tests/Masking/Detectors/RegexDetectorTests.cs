using System.Text;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class RegexDetectorTests
{
    private static List<string> Find(string regex, string text, int maxLength = 64, params string[] near) => Find(regex, Encoding.UTF8.GetBytes(text), maxLength, near);

    private static List<string> Find(string regex, byte[] text, int maxLength = 64, params string[] near) =>
        Search.Find(new RegexDetector(new PatternDetector("test", regex) { MaxLength = maxLength, Near = [.. near] }), text);

    [Theory]
    [InlineData("[0-9]{3}-[A-Z]", "x 123-A y 456-B", "123-A|456-B")]
    [InlineData("[0-9]+", "a1b22c333", "1|22|333")]
    [InlineData("(?i)kunde [0-9]{4}", "KUNDE 1234, Kunde 5678", "KUNDE 1234|Kunde 5678")]
    [InlineData("\\b[A-Z]{2}[0-9]{6,7}\\b", "AB123456 AB1234567 AB12345678 XAB123456", "AB123456|AB1234567")]
    [InlineData("\\b(?:[0-9]{6}|[0-9]{8})\\b", "12345678 123456 1234567", "12345678|123456")]
    [InlineData("é+", "caféé ÉÈé", "éé|é")]
    [InlineData("[а-я]+", "abc привет мир", "привет|мир")]
    [InlineData("😀x", "a😀x😀😀x", "😀x|😀x")]
    [InlineData("no", "yes", "")]
    public void Matches_are_found_wherever_they_stand(string regex, string text, string found) =>
        Assert.Equal(found.Split('|', StringSplitOptions.RemoveEmptyEntries), Find(regex, text));

    [Fact]
    public void A_longer_match_is_cut_at_the_limit() => Assert.Equal(["aaaa", "aaaa", "aa"], Find("a+", "aaaaaaaaaa", 4));

    [Fact]
    public void With_an_edge_of_words_a_longer_match_is_none() => Assert.Equal(["abcd"], Find("\\b[a-z]+\\b", "abcd abcde", 4));

    [Fact]
    public void A_quotation_mark_ends_a_match() => Assert.Equal(["ab", "\\\\"], Find("ab.{2}|\\\\+", "\"ab\", \"\\\\", 64));

    [Theory]
    [InlineData("Passport no: C01X00T47", true)]
    [InlineData("REISEPASS C01X00T47", true)]
    [InlineData("C01X00T47 is a passport", false)]
    [InlineData("order C01X00T47", false)]
    [InlineData("passport 0123456789012345678901234567890123456789012345678901234567890123456789 C01X00T47", false)]
    public void Words_beside_a_match_stand_before_it(string text, bool isFound) =>
        Assert.Equal(isFound, Find("C[0-9]{2}X[0-9]{2}T[0-9]{2}", text, 64, "passport", "reisepass").Count == 1);

    [Fact]
    public void Bytes_that_are_no_UTF8_neither_hide_a_match_nor_move_it()
    {
        byte[] text = [0xff, 0xc3, .. "AB12"u8, 0xe4, 0xb8, .. "CD34"u8, 0x80, 0x80, .. "é😀EF56"u8, 0xf0, 0x9f];
        Assert.Equal(["AB12", "CD34", "EF56"], Find("[A-Z]{2}[0-9]{2}", text));
    }

    /// <summary>Windows into the text and words that are cut by them must make no difference.</summary>
    [Fact]
    public void Matches_far_into_a_long_text_are_found()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var filler = string.Concat(Enumerable.Range(0, random.Next(1, 4000)).Select(_ => random.Next(6) switch { 0 => "é", 1 => "😀", 2 => "A", 3 => " ", _ => "x" }));
            var text = $"{filler} AB1234 {filler} passport AB5678";
            Assert.Equal(["AB1234", "AB5678"], Find("AB[0-9]{4}", text));
            Assert.Equal(["AB5678"], Find("AB[0-9]{4}", text, 64, "passport"));
        }
    }

    [Fact]
    public void What_is_found_first_is_what_a_search_from_every_place_finds()
    {
        var random = new Random(5);
        string[] patterns = ["[ab]+c", "a{2,4}", "\\ba+\\b", "(?:ab|b)+", "a|ab|abc", "[^ ]{3,6}b"];
        for (var round = 0; round < 3000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => "abc "[random.Next(4)])]);
            foreach (var regex in patterns) Assert.Equal(Slow(regex, text, 5), Find(regex, text, 5));
        }
    }

    /// <summary>By definition: at each place the preferred match in what is at hand up to the limit and one character more.</summary>
    private static List<string> Slow(string regex, string text, int maxLength)
    {
        var (made, isBounded, found) = (new System.Text.RegularExpressions.Regex(regex, System.Text.RegularExpressions.RegexOptions.NonBacktracking), regex.Contains("\\b", StringComparison.Ordinal), new List<string>());
        for (var at = 0; at < text.Length; at++)
        {
            var match = made.Match(text[..Math.Min(text.Length, at + maxLength + 1)], at);
            if (!match.Success || match.Index != at || match.Length == 0 || (match.Length > maxLength && isBounded)) continue;
            found.Add(text.Substring(at, Math.Min(match.Length, maxLength)));
            at += found[^1].Length - 1;
        }
        return found;
    }
}
