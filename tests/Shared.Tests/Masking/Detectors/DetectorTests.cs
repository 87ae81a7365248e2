using System.Text;
using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class DetectorTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    private static List<string> Find(string word, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var found = new List<string>();
        for (var at = 0; DetectorCatalogue.Find(word)!.TryFind(utf8, at, out var offset, out var length); at = offset + length) found.Add(Encoding.UTF8.GetString(utf8, offset, length));
        return found;
    }

    [Fact]
    public void The_catalogue_knows_its_words()
    {
        Assert.Equal(["payment-card", "us-ssn", "email", "secret"], DetectorCatalogue.Words.AsEnumerable());
        Assert.Null(DetectorCatalogue.Find("phone"));
    }

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("5500-0000-0000-0004")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3530111333300000")]
    [InlineData("2221000000000009")]
    [InlineData("6200000000000005")]
    [InlineData("4222222222222")]
    public void Card_numbers_are_found_alone_and_in_text(string number)
    {
        Assert.Equal([number], Find("payment-card", number));
        Assert.Equal([number], Find("payment-card", $"order 17: {number}, thanks"));
        Assert.Equal([number, number], Find("payment-card", $"({number})({number})"));
    }

    [Fact]
    public void A_card_number_is_found_after_other_digits() => Assert.Equal(["4111 1111 1111 1111"], Find("payment-card", "1234 4111 1111 1111 1111"));

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("1111111111111117")]
    [InlineData("94111111111111111")]
    [InlineData("41111111111111110000")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("411111111111")]
    [InlineData("2026-11-21 23:43:00.123456+00")]
    [InlineData("0000000000000000")]
    [InlineData("")]
    public void Other_numbers_are_no_cards(string text) => Assert.Empty(Find("payment-card", text));

    [Theory]
    [InlineData("123-45-6789", "123-45-6789")]
    [InlineData("ssn=123-45-6789;", "123-45-6789")]
    [InlineData("123456789", "123456789")]
    [InlineData("123456789   ", "123456789")]
    [InlineData("a-b 123-45-6789", "123-45-6789")]
    public void Social_security_numbers_are_found(string text, string number) => Assert.Equal([number], Find("us-ssn", text));

    [Theory]
    [InlineData("000-45-6789")]
    [InlineData("666-45-6789")]
    [InlineData("912-45-6789")]
    [InlineData("123-00-6789")]
    [InlineData("123-45-0000")]
    [InlineData("0123-45-6789")]
    [InlineData("123-45-67890")]
    [InlineData("1-123-45-6789")]
    [InlineData("123-45-6789-1")]
    [InlineData("number 123456789")]
    [InlineData("1234567890")]
    [InlineData("12345678")]
    [InlineData("-----")]
    public void Numbers_that_were_never_issued_are_none(string text) => Assert.Empty(Find("us-ssn", text));

    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData("<ada.lovelace+x@mail.example.co.uk>", "ada.lovelace+x@mail.example.co.uk")]
    [InlineData("write to ada@example.com.", "ada@example.com")]
    [InlineData("email=ada@example.com&x=1", "ada@example.com")]
    [InlineData("{ada@example.com}", "ada@example.com")]
    [InlineData("zoë@exämple.de", "zoë@exämple.de")]
    [InlineData("@@ada@example.com", "ada@example.com")]
    public void Addresses_are_found(string text, string address) => Assert.Equal([address], Find("email", text));

    [Theory]
    [InlineData("postgres@localhost")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("ada@.com")]
    [InlineData("a@b.c")]
    [InlineData("root@10.0.0.1")]
    [InlineData("x @> y")]
    public void Other_uses_of_at_are_none(string text) => Assert.Empty(Find("email", text));

    [Theory]
    [InlineData(Jwt)]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ASIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("gho_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("ghs_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("github_pat_0123456789abcdefghijkl")]
    [InlineData("sk_live_0123456789abcdef")]
    [InlineData("rk_live_0123456789abcdef")]
    [InlineData("xoxb-123456789012-abcdef")]
    [InlineData("AIzaSyA0123456789abcdefghijklmnopqrstuv")]
    [InlineData("hlk_0123456789abcdefghijklmnopqrstuv")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----")]
    public void Secrets_are_found_alone_and_in_text(string secret)
    {
        Assert.Equal([secret], Find("secret", secret));
        Assert.Equal([secret], Find("secret", $"key: '{secret}' and more_of_it"));
    }

    [Fact]
    public void A_private_key_without_an_end_goes_to_the_end_of_the_text() => Assert.Equal(["-----BEGIN PRIVATE KEY-----\nMII and all"], Find("secret", "x -----BEGIN PRIVATE KEY-----\nMII and all"));

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")]
    [InlineData("snake_case_name_of_a_column")]
    [InlineData("eyJust a word")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9 alone")]
    [InlineData("XAKIAIOSFODNN7EXAMPLE")]
    [InlineData("AKIAIOSFODNN7EXAMPLEX")]
    [InlineData("hlk_short")]
    [InlineData("sk_test_0123456789abcdef")]
    public void Other_text_is_no_secret(string text) => Assert.Empty(Find("secret", text));

    [Fact]
    public void What_was_searched_before_the_start_is_not_found_again()
    {
        foreach (var word in DetectorCatalogue.Words)
        {
            var text = Encoding.UTF8.GetBytes($"4111111111111111 123-45-6789 ada@example.com {Jwt} hlk_0123456789abcdefghijklmnopqrstuv");
            for (var start = 0; start <= text.Length; start++)
            {
                if (!DetectorCatalogue.Find(word)!.TryFind(text, start, out var offset, out var length)) continue;
                Assert.True(offset >= start && length > 0 && offset + length <= text.Length, $"{word} from {start}: {offset}, {length}");
            }
        }
    }

    [Fact]
    public void No_finding_holds_a_quotation_mark()
    {
        var random = new Random(11);
        string[] parts = ["4111111111111111", "123-45-6789", "ada@example.com", Jwt, "-----BEGIN PRIVATE KEY-----\nMII", "-----END PRIVATE KEY-----", "\"", "\", \"", "\\\"", " "];
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => parts[random.Next(parts.Length)]));
            foreach (var word in DetectorCatalogue.Words) Assert.DoesNotContain(Find(word, text), f => f.Contains('"', StringComparison.Ordinal));
        }
    }

    /// <summary>Every text takes time in proportion to its length: texts made of beginnings are the worst case for a search that starts over.</summary>
    [Theory]
    [InlineData("eyJ")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("-----BEGIN ")]
    [InlineData("4111 1111 ")]
    [InlineData("123-45-")]
    [InlineData("a@")]
    [InlineData("a@b.c")]
    [InlineData("hlk_")]
    [InlineData("xoxb-")]
    public async Task Beginnings_without_end_are_passed_over_once(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length));
        await Task.Run(() => DetectorCatalogue.Words.Sum(word => Find(word, text).Count)).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
