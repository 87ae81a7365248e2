using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class UsSsnDetectorTests
{
    private static List<string> Find(string text) => Search.Find("us-ssn", text);

    [Theory]
    [InlineData("123-45-6789", "123-45-6789")]
    [InlineData("ssn=123-45-6789;", "123-45-6789")]
    [InlineData("123456789", "123456789")]
    [InlineData("123456789   ", "123456789")]
    [InlineData("a-b 123-45-6789", "123-45-6789")]
    public void Social_security_numbers_are_found(string text, string number) => Assert.Equal([number], Find(text));

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
    public void Numbers_that_were_never_issued_are_none(string text) => Assert.Empty(Find(text));
}
