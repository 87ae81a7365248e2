using System.Text;
using HoopLike.Shared.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class DetectorCatalogueTests
{
    [Fact]
    public void The_catalogue_knows_its_words()
    {
        Assert.Equal(
            ["payment-card", "iban", "us-ssn", "email", "phone", "ip", "high-entropy", "secret", "jwt", "private-key", "aws-key", "gcp-key", "azure-key", "github-token", "stripe-key", "slack-token", "hooplike-key"],
            DetectorCatalogue.Words.AsEnumerable());
        Assert.Null(DetectorCatalogue.Find("passport"));
    }

    [Fact]
    public void What_was_searched_before_the_start_is_not_found_again()
    {
        foreach (var word in DetectorCatalogue.Words)
        {
            var text = Encoding.UTF8.GetBytes($"4111111111111111 123-45-6789 ada@example.com {Search.Jwt} hlk_0123456789abcdefghijklmnopqrstuv");
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
        string[] parts = ["4111111111111111", "123-45-6789", "ada@example.com", Search.Jwt, "-----BEGIN PRIVATE KEY-----\nMII", "-----END PRIVATE KEY-----", "\"", "\", \"", "\\\"", " "];
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => parts[random.Next(parts.Length)]));
            foreach (var word in DetectorCatalogue.Words) Assert.DoesNotContain(Search.Find(word, text), f => f.Contains('"', StringComparison.Ordinal));
        }
    }
}
