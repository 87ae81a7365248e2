using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking.Detectors;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>However a body of any kind is cut, the same comes out, or the same refusal.</summary>
public sealed class BodyChunkingTests
{
    private static readonly MaskingRuleConfig[] rules =
    [
        new() { Name = "all", Detectors = DetectorCatalogue.Words, Patterns = [new("words", "\\b[a-z]+-[0-9]+\\b") { MaxLength = 9 }, new("greedy", "[ab\"\\\\<é]+[0-9]*") { MaxLength = 12 }], Method = new MaskMethod(MaskKind.Partial, 1, 2) },
        new() { Name = "hashed", Detectors = ["email"], JsonPaths = ["$.secret", "$..hidden", "$.list[*].x", "$[1]"], Method = new MaskMethod(MaskKind.Hash) },
        new() { Name = "part", JsonPaths = ["$..shown", "$.a.*"], Method = new MaskMethod(MaskKind.Partial, 1, 1) },
    ];

    private static readonly MaskingRuleConfig[] found = [rules[0], rules[1] with { JsonPaths = [] }];

    /// <summary>What findings are made of, and what formats are.</summary>
    private static readonly string[] texts =
    [
        "4111111111111111", "4111 1111 1111 1111", "41111", "1111", "123-45-6789", "123456789", "ada@example.com", "ada", "@example.com", "zoë@exämple.de", "@", ".", "é", "😀", "卡", " ", "-", "ab-12", "aab\\", "word ", Search.Jwt, "eyJ",
        "AKIAIOSFODNN7EXAMPLE", "password", "=", ":", "q8Zr1vXw02LmPk7T", "-----BEGIN PRIVATE KEY-----\nMII", "-----END PRIVATE KEY-----", "\u0001", "<", "\ufeff", "'",
    ];

    private static readonly Gen<string> text = Gen.Elements(texts).ListOf().Select(string.Concat);

    private static readonly string[] names = ["secret", "hidden", "shown", "password", "a", "list", "x", "ada@example.com", "delta", "text", "content", "choices", "index", "type", "message_stop", "é\u0040"];

    private static readonly Gen<string> value = Value(4);

    private static readonly Gen<string> space = Gen.Elements("", "", "", " ", "\n", "\r\n", "\t");

    private static readonly Gen<string> delta = text.SelectMany(t => Gen.Elements("0", "1"), (t, i) => (t, i)).SelectMany(p => Gen.Elements(0, 1, 2, 3, 4, 5, 6, 7), (p, shape) => shape switch
    {
        0 => $"{{\"choices\":[{{\"index\":{p.i},\"delta\":{{\"content\":{Quote(p.t)}}}}}]}}",
        1 => $"{{\"type\":\"content_block_delta\",\"index\":{p.i},\"delta\":{{\"type\":\"text_delta\",\"text\":{Quote(p.t)}}}}}",
        2 => $"{{\"type\":\"response.output_text.delta\",\"output_index\":{p.i},\"delta\":{Quote(p.t)}}}",
        3 => $"{{\"choices\":[{{\"delta\":{{}},\"index\":{p.i},\"finish_reason\":\"stop\"}}]}}",
        4 => $"{{\"type\":\"content_block_stop\",\"index\":{p.i}}}",
        5 => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":{p.i},\"function\":{{\"arguments\":{Quote("{\"a\": \"" + p.t.Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\u0001", "", StringComparison.Ordinal) + "\"}")}}}}}]}}}}]}}",
        6 => "[DONE]",
        _ => Quote(p.t),
    });

    private static readonly Gen<string> line = Gen.OneOf(
        text.Select(t => $"data: {t.Replace('\n', ' ')}"), value.Select(v => "data:" + v.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\ndata: ", StringComparison.Ordinal)), delta.Select(d => $"data: {d}"), delta.Select(d => $"data: {d}"), delta.Select(d => $"event: x\ndata: {d}"),
        text.Select(t => $": {t.Replace('\n', ' ')}"), text.Select(t => $"id:{t.Replace('\n', ' ')}"), Gen.Elements("event: a", "retry: 10", "data", "other: 4111111111111111"));

    private static readonly Dictionary<string, Gen<string>> kinds = new()
    {
        ["json"] = from v in value from a in space from b in space select a + v + b,
        ["broken"] = from v in value from cut in Gen.Choose(0, 400) from t in text select v[..Math.Min(cut, v.Length)] + t,
        ["lines"] = Gen.OneOf(value, delta.Where(d => d != "[DONE]")).Select(v => v.Replace("\n", "", StringComparison.Ordinal)).SelectMany(_ => Gen.Elements("\n", "\r\n", "\n\n"), (v, e) => v + e).ListOf().Select(string.Concat),
        ["events"] = line.SelectMany(_ => Gen.Elements("\n", "\n\n", "\n\n", "\n\n", "\n\n", "\r\n\r\n", "\r\n\r\n", "\r\r", "\r"), (l, e) => l.Replace("\n", e.StartsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : e[..1], StringComparison.Ordinal) + e).ListOf().Select(string.Concat),
        ["form"] = Gen.OneOf(text.Select(Uri.EscapeDataString), text.Select(t => Uri.EscapeDataString(t).Replace("%20", "+", StringComparison.Ordinal)), Gen.Elements("&", "=", "&secret=", "&password=", "%", "%4", "%C3", "%zz", "+", "&a[]=")).ListOf().Select(string.Concat),
        ["csv"] = Gen.OneOf(text, text.Select(t => $"\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\""), Gen.Elements(",", ";", "\t", "\r\n", "\n", "password", "\"", "\"\"")).ListOf().Select(string.Concat),
        ["html"] = Gen.OneOf(text, Gen.Elements("&#64;", "&#x40;", "&amp;", "&commat;", "&", "&#", "&nbsp;", "&eacute;", "<b>", "</b>", "&#55357;", "&#1114112;", "&lt;", "&verylongnamethatisnone;")).ListOf().Select(string.Concat),
        ["text"] = text,
    };

    public static TheoryData<string> Kinds => [.. kinds.Keys];

    private static string Type(string kind) => kind switch { "json" or "broken" => Body.Json, "lines" => Body.Lines, "events" => Body.Events, "form" => Body.Form, "csv" => Body.Csv, "html" => Body.Html, _ => Body.Text };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_chunking_gives_what_the_whole_gives(string kind)
    {
        var plan = Body.Plan(Type(kind), kind is "csv" or "html" or "text" ? found : rules);
        Prop.ForAll(kinds[kind].ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (given, seed) =>
        {
            var body = Encoding.UTF8.GetBytes(given);
            var random = new System.Random(seed);
            var whole = Body.Try(plan, body);
            foreach (var piece in (Func<int>[])[() => 1, () => random.Next(1, 4), () => random.Next(1, 60)])
            {
                var pieces = Body.Try(plan, body, piece);
                if (whole.Refused != pieces.Refused) throw new InvalidOperationException($"'{whole.Refused}' became '{pieces.Refused}'");
                if (!(whole.Body ?? []).AsSpan().SequenceEqual(pieces.Body ?? [])) throw new InvalidOperationException($"Whole:\n{Encoding.UTF8.GetString(whole.Body!)}\nIn pieces:\n{Encoding.UTF8.GetString(pieces.Body!)}");
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    /// <summary>Most of what is made must be readable, or the property says little.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bodies_made_for_the_property_are_mostly_readable_and_partly_masked(string kind)
    {
        if (kind == "broken") return;
        var plan = Body.Plan(Type(kind), kind is "csv" or "html" or "text" ? found : rules);
        var bodies = kinds[kind].Sample(300, 40).Select(t => (Text: t, Tried: Body.Try(plan, Encoding.UTF8.GetBytes(t)))).ToList();
        Assert.True(bodies.Count(b => b.Tried.Refused is null) > (kind == "events" ? 100 : 200), $"{bodies.Count(b => b.Tried.Refused is null)} of 300 are readable: {bodies.Find(b => b.Tried.Refused is not null)}");
        Assert.True(bodies.Count(b => b.Tried.Body is { } body && Encoding.UTF8.GetString(body) != b.Text) > 50);
    }

    private static Gen<string> Value(int depth)
    {
        var leaf = Gen.OneOf(text.Select(Quote), text.Select(Quote), Gen.Elements("17", "-0.5e3", "4111111111111111", "4.111111111111111e15", "4111111111111111.0", "true", "false", "null", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\u0061da\\u0040example.com\"", "\"a\\/b\\b\\f\""));
        if (depth == 0) return leaf;
        var inner = Gen.OneOf(leaf, Value(depth - 1));
        var member = from n in Gen.Elements(names) from v in inner from s in Gen.Elements("", " ", "\n") select $"{Quote(n)}{s}:{s}{v}";
        return Gen.OneOf(leaf, member.ListOf().Select(m => $"{{{string.Join(",", m)}}}"), inner.ListOf().Select(v => $"[{string.Join(", ", v)}]"), member.NonEmptyListOf().Select(m => $"{{ {string.Join(" ,\n", m)} }}"));
    }

    /// <summary>As a JSON string, some characters spelled as escapes that need not be.</summary>
    private static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
            json.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '@' when text.Length % 2 == 0 => "\\u0040", '1' when text.Length % 3 == 0 => "\\u0031", < ' ' => $"\\u{(int)c:x4}", _ when char.IsSurrogate(c) && text.Length % 2 == 1 => $"\\u{(int)c:x4}", _ => c.ToString() });
        return json.Append('"').ToString();
    }
}
