using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Shared.Tests.Masking.Bodies.Streams;

/// <summary>The streams of model endpoints: how each says a piece of text, that it ended, and what a client makes of it.</summary>
/// <param name="Piece">The data of an event, by text and place.</param>
/// <param name="Read">The text that an event brings, with its place; null where it brings none.</param>
internal sealed record Model(string Name, string Type, Func<string, int, string> Piece, Func<int, string[]> Last, Func<JsonNode, (int Place, string Text)?> Read)
{
    public static Model Chat { get; } = new(
        "chat", Body.Events,
        (text, place) => Data($$$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":{{{{place}}}},"delta":{"content":{{{{Quote(text)}}}}},"logprobs":null,"finish_reason":null}]}"""),
        place => [Data($$$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":{{{{place}}}},"delta":{},"logprobs":null,"finish_reason":"stop"}]}"""), Data("[DONE]")],
        n => n["choices"]?[0]?["delta"]?["content"] is { } text ? ((int)n["choices"]![0]!["index"]!, (string)text!) : null);

    public static Model Anthropic { get; } = new(
        "anthropic", Body.Events,
        (text, place) => "event: content_block_delta\n" + Data($$$$"""{"type":"content_block_delta","index":{{{{place}}}},"delta":{"type":"text_delta","text":{{{{Quote(text)}}}}}}"""),
        place => ["event: content_block_stop\n" + Data($$$$"""{"type":"content_block_stop","index":{{{{place}}}}}"""), "event: message_stop\n" + Data("""{"type":"message_stop"}""")],
        n => (string?)n["type"] == "content_block_delta" ? ((int)n["index"]!, (string)n["delta"]!["text"]!) : null);

    public static Model Responses { get; } = new(
        "responses", Body.Events,
        (text, place) => "event: response.output_text.delta\n" + Data($$$$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":{{{{place}}}},"content_index":0,"delta":{{{{Quote(text)}}}},"sequence_number":4}"""),
        place => ["event: response.output_text.done\n" + Data($$$$"""{"type":"response.output_text.done","item_id":"msg_1","output_index":{{{{place}}}},"content_index":0,"text":"all","sequence_number":9}""")],
        n => (string?)n["type"] == "response.output_text.delta" ? ((int)n["output_index"]!, (string)n["delta"]!) : null);

    public static Model Ollama { get; } = new(
        "ollama", Body.Lines,
        (text, _) => $$$$"""{"model":"m","message":{"role":"assistant","content":{{{{Quote(text)}}}}},"done":false}""" + "\n",
        _ => ["""{"model":"m","message":{"role":"assistant","content":""},"done":true}""" + "\n"],
        n => n["message"]?["content"] is { } text ? (0, (string)text!) : null);

    public static Model Gemini { get; } = new(
        "gemini", Body.Events,
        (text, place) => Data($$$$"""{"candidates":[{"content":{"parts":[{"text":{{{{Quote(text)}}}}}],"role":"model"},"index":{{{{place}}}}}]}"""),
        place => [Data($$$$"""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":{{{{place}}}}}]}""")],
        n => n["candidates"]?[0]?["content"]?["parts"]?[0]?["text"] is { } text ? ((int)n["candidates"]![0]!["index"]!, (string)text!) : null);

    public static Model Unknown { get; } = new(
        "unknown", Body.Events,
        (text, place) => Data($$$$"""{"kind":"piece","index":{{{{place}}}},"delta":{"body":{{{{Quote(text)}}}}}}"""),
        _ => [],
        n => n["delta"]?["body"] is { } text ? ((int)n["index"]!, (string)text!) : null);

    public static Model Langchain { get; } = new(
        "langchain", Body.Events,
        (text, _) => "event: messages\n" + Data($$$$"""[{"content":{{{{Quote(text)}}}},"type":"AIMessageChunk","id":"run-1"},{"thread_id":"t"}]"""),
        _ => [],
        n => n is JsonArray && n[0]!["content"] is { } text ? (0, (string)text!) : null);

    public static Model[] All { get; } = [Chat, Anthropic, Responses, Ollama, Gemini, Unknown, Langchain];

    /// <summary>The texts that a client puts together, by place.</summary>
    public SortedDictionary<int, string> Join(string stream)
    {
        var texts = new SortedDictionary<int, string>();
        foreach (var data in Datas(stream))
            if (data != "[DONE]" && Read(JsonNode.Parse(data)!) is var (place, text)) texts[place] = texts.GetValueOrDefault(place) + text;
        return texts;
    }

    /// <summary>The events, masked: what came out after each of them, and what came at the end.</summary>
    public static List<string> Run(BodyPlan plan, IEnumerable<string> events)
    {
        var (mask, outputs) = (plan.Start(), new List<string>());
        foreach (var e in events)
        {
            var output = new ArrayBufferWriter<byte>();
            mask.Write(Encoding.UTF8.GetBytes(e), output);
            outputs.Add(Encoding.UTF8.GetString(output.WrittenSpan));
        }
        var rest = new ArrayBufferWriter<byte>();
        mask.Complete(rest);
        outputs.Add(Encoding.UTF8.GetString(rest.WrittenSpan));
        return outputs;
    }

    public static string Data(string data) => $"data: {data}\n\n";

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    private IEnumerable<string> Datas(string stream) => Type == Body.Lines
        ? stream.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        : stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => string.Join('\n', e.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..])));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}");
}
