using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Snapshot;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Shared.Tests.Masking.Bodies.Streams;

/// <summary>What models say piece by piece is searched as one text.</summary>
public sealed class ModelStreamTests(ITestOutputHelper output)
{
    private static readonly string[] words = ["The card is ", "4111 1111 ", "1111 1111", "4111", "11", "1", " of ada", "@", "example", ".com", ", and ", "password=", "q8Zr1vXw", "02LmPk7T", "é", "😀", "\"", "\\", "\n", "-----BEGIN PRIVATE KEY-----", "\nMII", "-----END PRIVATE KEY-----", "123-45-", "6789", " "];

    public static TheoryData<string> Models => [.. Model.All.Select(m => m.Name)];

    /// <summary>The text that a client puts together is the text, masked as if it had come whole, wherever the pieces were cut, and each place for itself.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Joined_text_is_masked_as_the_whole_would_be(string name)
    {
        var model = Find(name);
        var plan = Body.Plan(model.Type, Body.Anywhere);
        var places = model.Piece("", 0) == model.Piece("", 1) ? 1 : 2;
        var pieces = Gen.Elements(words).SelectMany(_ => Gen.Choose(0, places - 1), (text, place) => (Text: text, Place: place)).ListOf();
        Prop.ForAll(pieces.ToArbitrary(), given =>
        {
            IEnumerable<string> events = [.. given.Select(g => model.Piece(g.Text, g.Place)), .. Enumerable.Range(0, places).SelectMany(p => model.Last(p).Where(l => !l.Contains("DONE", StringComparison.Ordinal)))];
            var joined = model.Join(string.Concat(Model.Run(plan, events)));
            foreach (var place in given.GroupBy(g => g.Place))
            {
                var whole = Body.Mask(Body.Text, string.Concat(place.Select(g => g.Text)), Body.Anywhere);
                if (joined[place.Key] != whole) throw new InvalidOperationException($"'{joined[place.Key]}' is not '{whole}'");
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>Nothing is between the pieces and the end of the text but what the model sent and the rest of the text; each event is one that it would have sent.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void What_is_held_back_comes_before_the_text_ends(string name)
    {
        var model = Find(name);
        string[] events = [model.Piece("mail ada@exa", 0), model.Piece("mple.com", 0), .. model.Last(0)];
        var outputs = Model.Run(Body.Plan(model.Type, Body.Anywhere), events);
        output.WriteLine(string.Concat(outputs));
        Assert.Equal(model.Piece("mail ", 0), outputs[0]);
        Assert.Equal(model.Piece("", 0), outputs[1]);
        Assert.Equal("mail [redacted]", model.Join(string.Concat(outputs))[0]);
        if (model.Last(0).Length == 0)
        {
            Assert.Equal(model.Piece("[redacted]", 0), outputs[^1]);
            return;
        }
        // With the event that ends the text, or in one of its own before it.
        Assert.Contains("[redacted]", outputs[2], StringComparison.Ordinal);
        Assert.Equal("", outputs[^1]);
        if (!outputs[2].StartsWith(model.Piece("[redacted]", 0), StringComparison.Ordinal)) Assert.Equal(events[2].Replace("\"\"", "\"[redacted]\"", StringComparison.Ordinal), outputs[2]);
        else Assert.Equal(model.Piece("[redacted]", 0) + events[2], outputs[2]);
    }

    /// <summary>A word that can be the begin of nothing is there at once. One that could be an address waits for the space behind it: one event, and one more where a full stop comes by itself.</summary>
    [Theory]
    [InlineData(0, "payment-card", "us-ssn", "phone")]
    [InlineData(2, "email")]
    [InlineData(2, "payment-card", "us-ssn", "email", "secret", "high-entropy", "phone", "iban", "ip")]
    public void Ordinary_text_is_late_by_a_word_at_most(int late, params string[] detectors)
    {
        string[] text = ["The", " quick", " brown", " fox", " jumps", " over", " the", " lazy", " dog", ".", " It", " was", " warm", " outside", ",", " they", " said", "."];
        foreach (var model in Model.All)
        {
            var outputs = Model.Run(Body.Plan(model.Type, Body.Anywhere with { Detectors = [.. detectors] }), text.Select(t => model.Piece(t, 0)));
            var (said, most) = ("", 0);
            for (var i = 0; i < text.Length; i++)
            {
                said = model.Join(string.Concat(outputs.Take(i + 1))).GetValueOrDefault(0, "");
                var behind = Enumerable.Range(0, i + 2).First(b => said.Length >= string.Concat(text.Take(i + 1 - b)).Length);
                if (i > 0) most = Math.Max(most, behind);
                Assert.StartsWith(said, string.Concat(text), StringComparison.Ordinal);
            }
            output.WriteLine($"{model}, {string.Join(' ', detectors)}: at most {most} events late");
            Assert.True(most <= late, $"{model}: {most} events late.");
        }
    }

    [Fact]
    public void Arguments_of_tools_stay_JSON_by_choice_and_call()
    {
        string Piece(int call, string text) => Model.Data($$$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":{{{{call}}}},"function":{"arguments":{{{{Model.Quote(text)}}}}}}]},"finish_reason":null}]}""");
        string[] events = [Piece(0, "{\"card\": 4111"), Piece(1, "{\"m\": \"ada\\u0040exam"), Piece(0, "111111111111, \"pass"), Piece(1, "ple.com\"}"), Piece(0, "word\": \"q8Zr1vXw02LmPk7T\"}"), Model.Data("""{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""")];
        var calls = new SortedDictionary<int, string>();
        foreach (var data in string.Concat(Model.Run(Body.Plan(Body.Events, Body.Anywhere), events)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            foreach (var call in JsonNode.Parse(data[6..])!["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? [])
                calls[(int)call!["index"]!] = calls.GetValueOrDefault((int)call["index"]!) + (string)call["function"]!["arguments"]!;
        Assert.Equal("{\"card\": \"[redacted]\", \"password\": \"[redacted]\"}", calls[0]);
        Assert.Equal("{\"m\": \"[redacted]\"}", calls[1]);
    }

    [Theory]
    [InlineData("{\"a\": \"ada@example.com\"}{\"b\": \"ada@example.com\"}", "{\"a\": \"[redacted]\"}{\"b\": \"[redacted]\"}")]
    [InlineData("say 'ada@example.com'", "say '[redacted]'")]
    [InlineData("{\"a\": \"ada@exam", "{\"a\": \"ada@exam")]
    [InlineData("{\"a\": 41111111", "{\"a\": 41111111")]
    public void Arguments_that_are_no_document_are_masked_all_the_same(string given, string masked)
    {
        string Piece(char c) => Model.Data($$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":{{{{Model.Quote(c.ToString())}}}}}}""");
        var stream = string.Concat(Model.Run(Body.Plan(Body.Events, Body.Anywhere), [.. given.Select(Piece), Model.Data("""{"type":"content_block_stop","index":0}""")]));
        Assert.Equal(masked, string.Concat(stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => (string?)JsonNode.Parse(e[6..])!["delta"]?["partial_json"])));
    }

    [Fact]
    public void What_a_path_names_is_replaced_and_is_no_part_of_the_text()
    {
        var plan = Body.Plan(Body.Events, Body.Anywhere, Body.Paths(new MaskMethod(MaskKind.Redact), "$.choices[*].delta.content"));
        Assert.Equal([Model.Chat.Piece("[redacted]", 0), Model.Chat.Piece("[redacted]", 0), ""], Model.Run(plan, [Model.Chat.Piece("a", 0), Model.Chat.Piece("b", 0)]));
    }

    [Fact]
    public void Streams_that_never_end_a_text_go_on_while_nothing_is_held_back()
    {
        var outputs = Model.Run(Body.Plan(Body.Events, Body.Anywhere), Enumerable.Range(0, 200).Select(i => Model.Unknown.Piece("word. ", i)));
        Assert.All(outputs.Take(200), o => Assert.Contains("word. ", o, StringComparison.Ordinal));
        Assert.Contains("64 texts", Body.Try(Body.Plan(Body.Events, Body.Anywhere), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => Model.Unknown.Piece("word", i))))).Refused, StringComparison.Ordinal);
    }

    private static Model Find(string name) => Array.Find(Model.All, m => m.Name == name)!;
}
