using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Bodies.Streams;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Streams;

/// <summary>Events that are like those before them are read by comparing: what comes out must be what comes out of reading each of them anew.</summary>
public sealed class KnownEventTests
{
    /// <summary>An event that is longer than those which are remembered.</summary>
    private const string Padding = "                                                                ";

    private static readonly MaskingRuleConfig[] rules =
    [
        new() { Name = "all", Detectors = ["payment-card", "us-ssn", "email", "secret", "phone"], Method = new MaskMethod(MaskKind.Partial, 1, 2) },
        new() { Name = "paths", JsonPaths = ["$.secret", "$.choices[*].delta.hidden"], Method = new MaskMethod(MaskKind.Redact) },
    ];

    private static readonly Gen<string> text = Gen.Elements("ada", "@example.com", " word", ". ", "4111 1111", " 1111 1111", "\\", "\"", "\n", "é", "😀", "", "key AKIA", "IOSFODNN7EXAMPLE ").ListOf().Select(p => string.Concat(p.Take(3)));

    private static readonly Gen<string> data =
        from t in text
        from other in text
        from shape in Gen.Choose(0, 11)
        from place in Gen.Elements("0", "0", "1")
        from number in Gen.Elements("1", "2", "10", "1e3", "\"x\"", "null")
        let q = Quote(t)
        select shape switch
        {
            0 or 1 => $"{{\"id\":\"c-1\",\"choices\":[{{\"index\":{place},\"delta\":{{\"content\":{q}}},\"finish_reason\":null}}]}}",
            2 => $"{{\"id\":\"c-1\",\"choices\":[{{\"index\":{place},\"delta\":{{\"content\":{q}}},\"finish_reason\":\"stop\"}}]}}",
            3 => $"{{\"type\":\"response.output_text.delta\",\"output_index\":{place},\"delta\":{q},\"sequence_number\":{number}}}",
            4 => $"{{\"type\":\"content_block_delta\",\"index\":{place},\"delta\":{{\"type\":\"text_delta\",\"text\":{q}}}}}",
            5 => $"{{\"type\":\"content_block_stop\",\"index\":{place}}}",
            6 => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":{place},\"function\":{{\"arguments\":{Quote($"{{\"a\":{q}}}")}}}}}]}}}}]}}",
            7 => $"{{\"choices\":[{{\"index\":{place},\"delta\":{{\"content\":{q},\"hidden\":{Quote(other)}}}}}]}}",
            8 => $"{{\"choices\":[{{\"index\":{place},\"delta\":{{\"content\":{q}}}}}],\"secret\":{Quote(other)},\"note\":{Quote(other)}}}",
            9 => $"{{\"item_id\":{q},\"delta\":{Quote(other)}}}",
            10 => $"{{\"model\":\"m\",\"response\":{q},\"done\":{(place == "0" ? "false" : "true")}}}",
            _ => $"{{\"delta\":{{\"text\":{q},\"index\":{number}}}}}",
        };

    [Fact]
    public void What_comes_out_is_what_comes_out_of_reading_every_event_anew()
    {
        var plan = Body.Plan(Body.Events, rules);
        Prop.ForAll(data.ListOf(60).ToArbitrary(), given =>
        {
            var known = Mask(given.Select(d => $"event: e\ndata: {d}\n\n"));
            var anew = Mask(given.Select(d => $"event: e\ndata: {{{string.Concat(Enumerable.Repeat(Padding, 70))}{d[1..]}\n\n")).Replace(Padding, "", StringComparison.Ordinal);
            if (known != anew) throw new InvalidOperationException($"By comparing:\n{known}\nAnew:\n{anew}");
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        string Mask(IEnumerable<string> events) => Encoding.UTF8.GetString(Body.Run(plan, Encoding.UTF8.GetBytes(string.Concat(events))));
    }

    [Fact]
    public void The_pieces_of_an_event_are_the_same_whatever_came_before() =>
        Prop.ForAll(data.ListOf(40).ToArbitrary(), given =>
        {
            var shapes = new EventShapes();
            foreach (var d in given)
            {
                var bytes = Encoding.UTF8.GetBytes(d);
                var root = JsonNode.Parse(bytes)!;
                Assert.True(shapes.TryRead(bytes, out var sites, out var ends));
                Assert.Equal(DeltaSites.Of(root), sites);
                var naive = DeltaEnds.Of(root);
                Assert.Equal((naive.IsAll, string.Join(' ', naive.Scopes)), (ends.IsAll, string.Join(' ', ends.Scopes)));
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData("{\"delta\":\"a\u0001\"}")]
    [InlineData("{\"delta\":\"a\\q\"}")]
    [InlineData("{\"delta\":\"a\\u12\"}")]
    [InlineData("{\"delta\":\"a")]
    [InlineData("{\"delta\":\"a\"}}")]
    [InlineData("{\"delta\":\"a\",}")]
    public void An_event_that_is_no_JSON_is_none_though_the_one_before_was_like_it(string broken)
    {
        var before = string.Concat(Enumerable.Repeat("data: {\"delta\":\" word\"}\n\n", 3));
        var rule = new MaskingRuleConfig { Name = "paths", JsonPaths = ["$.secret"], Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) };

        Assert.Contains("not valid JSON", Body.Try(Body.Plan(Body.Events, rule), Encoding.UTF8.GetBytes($"{before}data: {broken}\n\n")).Refused, StringComparison.Ordinal);
    }

    /// <summary>Where every event has a number of its own, and where every event is another.</summary>
    [Fact]
    public void A_stream_in_which_nothing_comes_twice_is_masked_too()
    {
        var events = Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"data: {{\"n{i % 250}\":{i},\"delta\":\"a{(i % 10 == 9 ? "@example.com " : "")}\"}}\n\n"));

        var masked = Body.Mask(Body.Events, string.Concat(events));

        Assert.DoesNotContain("@", masked, StringComparison.Ordinal);
        Assert.Equal(50, masked.Split("[redacted]").Length - 1);
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
