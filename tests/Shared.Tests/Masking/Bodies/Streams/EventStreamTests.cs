using System.Text;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Streams;

/// <summary>Events, their fields and their framing.</summary>
public sealed class EventStreamTests
{
    [Theory]
    [InlineData("data: ada@example.com\n\n", "data: [redacted]\n\n")]
    [InlineData("event: x\r\nid: 7\r\nretry: 10\r\ndata:{\"a\" : \"ada@example.com\"}\r\n\r\n", "event: x\r\nid: 7\r\nretry: 10\r\ndata:{\"a\" : \"[redacted]\"}\r\n\r\n")]
    [InlineData(": ping\n\n:\n\ndata\n\n\n\n", ": ping\n\n:\n\ndata\n\n\n\n")]
    [InlineData("data: a\rdata: ada@example.com\r\rdata: b\r\r", "data: a\rdata: [redacted]\r\rdata: b\r\r")]
    [InlineData("data: {\"a\":\ndata:  \"ada@example.com\",\nid: 1\ndata: \"b\":2}\n\n", "data: {\"a\":\ndata:  \"[redacted]\",\nid: 1\ndata: \"b\":2}\n\n")]
    [InlineData(": for ada@example.com\nid: 4111111111111111\nother: ada@example.com\n\n", ": for [redacted]\nid: [redacted]\nother: [redacted]\n\n")]
    [InlineData("data: -----BEGIN PRIVATE KEY-----\ndata: MII\ndata: -----END PRIVATE KEY-----\ndata: x\n\n", "data: [redacted]\ndata: x\n\n")]
    [InlineData("data: ada@example.com", "data: [redacted]")]
    [InlineData("data: {\"a\":1}\r\n\r\n", "data: {\"a\":1}\r\n\r\n")]
    [InlineData("", "")]
    public void Framing_stays_and_data_is_masked_as_what_it_is(string body, string masked) => Assert.Equal(masked, Body.Mask(Body.Events, body));

    [Fact]
    public void Paths_are_followed_in_the_data_of_each_event()
    {
        var rule = Body.Paths(new MaskMethod(MaskKind.Redact), "$.a");
        Assert.Equal("data: {\"a\":\"[redacted]\"}\n\ndata: {\"b\":1,\"a\":\"[redacted]\"}\n\ndata: [DONE]\n\ndata: text\n\n", Body.Mask(Body.Events, "data: {\"a\":{\ndata: \"c\":1}}\n\ndata: {\"b\":1,\"a\":2}\n\ndata: [DONE]\n\ndata: text\n\n", rule));
        Assert.Contains("not valid JSON", Body.Try(Body.Plan(Body.Events, rule), Encoding.UTF8.GetBytes("data: {\"a\":tru}\n\n")).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_without_end_is_refused_and_memory_stays_bounded()
    {
        var mask = Body.Plan(Body.Events, Body.Anywhere).Start();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var line = Encoding.UTF8.GetBytes("data: " + new string('x', 65_530));
        mask.Write("data: first\n\n"u8, output);
        Assert.Contains("8 MiB", Assert.Throws<UnreadableBodyException>(() =>
        {
            for (var i = 0; i < 200; i++) mask.Write(line, output);
        }).Message, StringComparison.Ordinal);
        Assert.Equal("data: first\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Messages_of_JSON_RPC_are_whole_and_wait_for_nothing()
    {
        const string Message = "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"ask ada\"}],\"delta\":\"ask ada\"}}\n\n";
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Body.Plan(Body.Events, Body.Anywhere).Start().Write(Encoding.UTF8.GetBytes(Message), output);
        Assert.Equal(Message, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
