using HoopLike.Shared.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Http;

public sealed class WrittenRequestTests
{
    [Theory]
    [InlineData("GET /a/../b?c", "GET /b?c", "")]
    [InlineData("  POST //a HTTP/1.1\r\nX-A: b\r\nX-A:c\r\n\r\n{\"model\":\"m\"}\r\n", "POST /a", "m")]
    [InlineData("POST /a\n\n{\"model\":\"m\",\n\n\"x\":1}", "POST /a", "m")]
    [InlineData("POST /a\ncontent-type: text/plain\n\n{\"model\":\"m\"}", "POST /a", "!")]
    public void A_request_is_read_as_it_is_written_down(string text, string line, string models)
    {
        Assert.True(WrittenRequest.TryParse(text, null, out var operation, out var refusal), refusal);
        using (operation)
            Assert.Equal((line, models), ($"{operation.Method} {operation.Target}", operation.Models.Unreadable is null ? string.Join(' ', operation.Models.Values) : "!"));
    }

    [Theory]
    [InlineData("", "begins with its method")]
    [InlineData("GET", "begins with its method")]
    [InlineData("select 1 from t", "begins with its method")]
    [InlineData("select x", "not one that is forwarded")]
    [InlineData("get /", "upper case")]
    [InlineData("FETCH /", "not one that is forwarded")]
    [InlineData("GET /a%2fb", "escaped slash")]
    [InlineData("GET /\n{\"a\":1}", "no header")]
    public void What_is_no_request_or_would_be_refused_is_told(string text, string why)
    {
        Assert.False(WrittenRequest.TryParse(text, null, out _, out var refusal));
        Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_the_text_does_not_hold_may_say_anything()
    {
        Assert.True(WrittenRequest.TryParse("POST /a", "not there", out var without, out _));
        Assert.Equal("not there", without.Models.Unreadable);
        Assert.True(WrittenRequest.TryParse("POST /a\n\n{}", "not there", out var with, out _));
        Assert.Null(with.Models.Unreadable);
    }
}
