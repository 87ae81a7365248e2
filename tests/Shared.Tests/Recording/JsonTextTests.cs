using System.Text;
using System.Text.Json;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Shared.Tests.Recording;

public sealed class JsonTextTests
{
    [Fact]
    public void Every_character_reads_back()
    {
        var all = string.Concat(Enumerable.Range(0, 0x11000).Where(c => c is < 0xd800 or > 0xdfff).Select(char.ConvertFromUtf32));
        var json = new JsonBytes();
        json.Text(all);
        Assert.Equal(all, Read(json));
        json.CutTo(0);
        json.Text(Encoding.UTF8.GetBytes(all));
        Assert.Equal(all, Read(json));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_read_back_as_the_replacement_that_everybody_uses()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(24)];
            random.NextBytes(bytes);
            var json = new JsonBytes();
            json.Text(bytes);

            Assert.Equal(Encoding.UTF8.GetString(bytes), Read(json));
        }
    }

    [Fact]
    public void Chars_that_are_no_utf16_read_back_as_the_replacement()
    {
        var json = new JsonBytes();
        json.Text("a\ud800b\udc00\ud83d");

        Assert.Equal("a\ufffdb\ufffd\ufffd", Read(json));
    }

    [Fact]
    public void A_value_is_cut_between_characters()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var text = new string('a', shift) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 5000));
            var (fromText, fromBytes) = (new JsonBytes(), new JsonBytes());
            fromText.Value(text);
            fromBytes.Value(Encoding.UTF8.GetBytes(text));

            Assert.True(fromText.Written.SequenceEqual(fromBytes.Written));
            var value = JsonSerializer.Deserialize<RecordedText>(fromText.Written)!;
            Assert.StartsWith(value.Text, text, StringComparison.Ordinal);
            Assert.Equal(20_000 + shift, value.CutFrom);
            Assert.InRange(Encoding.UTF8.GetByteCount(value.Text), RecordedText.ValueLimit - 3, RecordedText.ValueLimit);
        }
    }

    [Fact]
    public void An_event_is_one_line_with_its_payload_in_it()
    {
        var line = new JsonBytes();
        new RecordedEvent(17, RecordKind.Closed, DateTimeOffset.UnixEpoch.AddMicroseconds(5), "{\"reason\":\"x\\ny\"}"u8.ToArray()).WriteLine(line);

        Assert.Equal("{\"sequence\":17,\"kind\":\"closed\",\"at\":\"1970-01-01T00:00:00.000005Z\",\"reason\":\"x\\ny\"}\n", Encoding.UTF8.GetString(line.Written));
    }

    static string? Read(JsonBytes json) => JsonSerializer.Deserialize<string>(json.Written);
}
