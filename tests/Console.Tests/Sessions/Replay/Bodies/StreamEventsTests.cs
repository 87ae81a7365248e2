using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Sessions.Replay.Bodies;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay.Bodies;

public sealed class StreamEventsTests
{
    static readonly DateTimeOffset start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    const string Stream = ": keep-alive\r\n\r\nevent: delta\r\ndata: {\"a\":1}\r\n\r\ndata: one\rdata: two\r\rid: 7\ndata:three\n\ndata: last";

    static List<(string?, string)> Of(BodyKind kind, params string[] pieces) => [.. StreamEvents.Of(kind, [.. pieces.Select((p, i) => new BodyPiece(start.AddSeconds(i), p))]).Select(e => (e.Name, e.Data))];

    [Fact]
    public void Events_are_cut_as_browsers_cut_them() =>
        Assert.Equal([("comment", "keep-alive"), ("delta", "{\"a\":1}"), (null, "one\ntwo"), (null, "three"), (null, "last")], Of(BodyKind.Events, Stream));

    [Fact]
    public void However_a_stream_is_cut_its_events_are_the_same()
    {
        var whole = Of(BodyKind.Events, Stream);
        for (var one = 1; one < Stream.Length; one++)
            for (var two = one; two < Stream.Length; two++) Assert.Equal(whole, Of(BodyKind.Events, Stream[..one], Stream[one..two], Stream[two..]));
        Assert.Equal(whole, Of(BodyKind.Events, [.. Stream.Select(c => c.ToString())]));
    }

    [Fact]
    public void An_event_has_the_time_at_which_it_was_whole()
    {
        var events = StreamEvents.Of(BodyKind.Events, [new BodyPiece(start, "data: o"), new BodyPiece(start.AddSeconds(2), "ne\n\ndata: two\n"), new BodyPiece(start.AddSeconds(5), "\n")]);

        Assert.Equal([start.AddSeconds(2), start.AddSeconds(5)], events.Select(e => e.At));
    }

    [Fact]
    public void A_line_of_JSON_lines_is_an_event() => Assert.Equal([(null, "{\"a\":1}"), (null, "{\"b\":2}")], Of(BodyKind.JsonLines, "{\"a\":1}\n{\"b\"", ":2}\n"));
}
