using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class EmailDetectorTests
{
    private static List<string> Find(string text) => Search.Find("email", text);

    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData("<ada.lovelace+x@mail.example.co.uk>", "ada.lovelace+x@mail.example.co.uk")]
    [InlineData("write to ada@example.com.", "ada@example.com")]
    [InlineData("email=ada@example.com&x=1", "ada@example.com")]
    [InlineData("{ada@example.com}", "ada@example.com")]
    [InlineData("zoë@exämple.de", "zoë@exämple.de")]
    [InlineData("@@ada@example.com", "ada@example.com")]
    public void Addresses_are_found(string text, string address) => Assert.Equal([address], Find(text));

    [Theory]
    [InlineData("postgres@localhost")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("ada@.com")]
    [InlineData("a@b.c")]
    [InlineData("root@10.0.0.1")]
    [InlineData("x @> y")]
    public void Other_uses_of_at_are_none(string text) => Assert.Empty(Find(text));
}
