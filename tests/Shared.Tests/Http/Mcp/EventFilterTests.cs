using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using Xunit;

namespace HoopLike.Shared.Tests.Http.Mcp;

public sealed class EventFilterTests
{
    private static readonly Gen<string> stream = Gen.Elements("data: a", "data:bad", "data: b\ndata: ad", "event: x", ": c", "id: 7", "retry: 9", "data", "data: é😀", "\ufeff", "other").SelectMany(_ => Gen.Elements("\n", "\n\n", "\n\n", "\r\n\r\n", "\r\r", "\r", "\r\n"), (l, e) => l.Replace("\n", e.StartsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : e[..1], StringComparison.Ordinal) + e)
        .ListOf().Select(string.Concat);

    [Fact]
    public void However_a_stream_is_cut_the_same_comes_out() => Prop.ForAll(Arb.From(stream), Arb.From(Gen.Choose(1, 5)), (text, size) =>
    {
        var whole = Run(text, text.Length * 4 + 1);
        Assert.Equal(whole, Run(text, 1));
        Assert.Equal(whole, Run(text, size));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_left_as_it_is_stays_byte_by_byte() => Prop.ForAll(Arb.From(stream), text => Assert.Equal(text, Run(text, 3, (_, _) => null))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("data: bad\n\ndata: a\n\n", "data: a\n\n")]
    [InlineData("data: a\n\nid: 7\ndata: bad\n\n", "data: a\n\nid: 7\n\n")]
    [InlineData("event: message\r\ndata: b\r\ndata: ad\r\n\r\n", "event: message\ndata: B\ndata: AD\n\n")]
    [InlineData("data: bad", "")]
    [InlineData("\ufeffdata: bad\n\ndata: a\n\n", "\ufeffdata: a\n\n")]
    public void An_event_is_taken_out_or_replaced(string given, string taken) => Assert.Equal(taken, Run(given, 4));

    [Fact]
    public void An_event_goes_on_with_its_empty_line()
    {
        var (filter, output) = (new EventFilter((_, _) => null), new ArrayBufferWriter<byte>());

        filter.Write("data: a\r\n\r"u8, output);
        Assert.Equal("data: a\r\n\r", Encoding.UTF8.GetString(output.WrittenSpan));
        filter.Write("\ndata: b"u8, output);
        Assert.Equal("data: a\r\n\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void An_event_without_an_end_is_refused()
    {
        var (filter, output, piece) = (new EventFilter((_, _) => null), new ArrayBufferWriter<byte>(), new byte[1024 * 1024]);
        Array.Fill(piece, (byte)'a');

        Assert.Throws<UnreadableBodyException>(() =>
        {
            for (var i = 0; i < 20; i++) filter.Write(piece, output);
        });
        Assert.Equal(0, output.WrittenCount);
    }

    private static byte[]? Judge(ReadOnlyMemory<byte> data, string? name) => Encoding.UTF8.GetString(data.Span) switch
    {
        "bad" => [],
        "b\nad" => "B\nAD"u8.ToArray(),
        _ => null,
    };

    private static string Run(string text, int size, Func<ReadOnlyMemory<byte>, string?, byte[]?>? judge = null)
    {
        var (filter, output, bytes) = (new EventFilter(judge ?? Judge), new ArrayBufferWriter<byte>(), Encoding.UTF8.GetBytes(text));
        for (var at = 0; at < bytes.Length; at += size) filter.Write(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), output);
        filter.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
