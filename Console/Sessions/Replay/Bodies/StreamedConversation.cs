using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>Puts together what a model says piece by piece, or a tool of MCP in a stream, so that a page can show how far it had come. Not thread-safe.</summary>
public sealed class StreamedConversation
{
    private readonly List<(string Key, Piece Piece)> pieces = [];
    private string? model;

    /// <summary>What was said up to here; null where none of the events says anything that is known.</summary>
    public static Conversation? Of(IEnumerable<StreamEvent> events)
    {
        var streamed = new StreamedConversation();
        foreach (var one in events) streamed.Take(one);
        var parts = streamed.pieces.Select(p => p.Piece.Part()).Where(p => p.Text.Length > 0 || p.Name is not null).ToImmutableArray();
        return parts.IsEmpty ? null : new Conversation(streamed.model, [new ChatMessage(parts.All(p => p.Kind == ChatPartKind.ToolResult) ? "tool" : "assistant", parts)], []);
    }

    private void Take(StreamEvent next)
    {
        if (next.Data.Length == 0 || next.Data[0] != '{' || JsonReading.Parse(next.Data) is not { } root) return;
        model ??= root.Word("model") ?? root.Word("modelVersion") ?? root.Member("message")?.Word("model") ?? root.Member("response")?.Word("model");
        foreach (var choice in root.Items("choices")) Choice(choice);
        foreach (var candidate in root.Items("candidates"))
            foreach (var part in candidate.Member("content")?.Items("parts") ?? [])
                if (part.Word("text") is { } text) Of($"candidate {candidate.Number("index")}", ChatPartKind.Text).Text.Append(text);
        if (root.Member("message") is { ValueKind: JsonValueKind.Object } whole && whole.Word("content") is { } said) Of("message", ChatPartKind.Text).Text.Append(said);
        else if (root.Word("response") is { } generated) Of("response", ChatPartKind.Text).Text.Append(generated);
        if (root.Word("jsonrpc") is not null && root.Member("result") is { } result)
            foreach (var part in result.Items("content"))
                if (part.Word("text") is { } returned) Of($"result {root.Member("id")?.Shown()}", ChatPartKind.ToolResult).Text.Append(returned);
        Typed(root, root.Word("type"));
    }

    private void Choice(JsonElement choice)
    {
        var key = $"choice {choice.Number("index")}";
        if (choice.Word("text") is { } text) Of(key, ChatPartKind.Text).Text.Append(text);
        if (choice.Member("delta") is not { } delta) return;
        if ((delta.Word("reasoning_content") ?? delta.Word("reasoning")) is { } thought) Of($"{key} thought", ChatPartKind.Thought).Text.Append(thought);
        if ((delta.Word("content") ?? delta.Word("refusal")) is { } content) Of(key, ChatPartKind.Text).Text.Append(content);
        foreach (var call in delta.Items("tool_calls"))
        {
            var piece = Of($"{key} call {call.Number("index")}", ChatPartKind.ToolCall);
            piece.Id ??= call.Word("id");
            if (call.Member("function") is not { } function) continue;
            piece.Name ??= function.Word("name");
            piece.Text.Append(function.Word("arguments"));
        }
    }

    /// <summary>Anthropic's events and those of OpenAI's responses say their type.</summary>
    private void Typed(JsonElement root, string? type)
    {
        switch (type)
        {
            case "content_block_start" when root.Member("content_block") is { } block:
                var begun = Of($"block {root.Number("index")}", block.Word("type") switch { "tool_use" or "server_tool_use" => ChatPartKind.ToolCall, "thinking" => ChatPartKind.Thought, _ => ChatPartKind.Text });
                (begun.Name, begun.Id) = (block.Word("name"), block.Word("id"));
                begun.Text.Append(block.Word("text"));
                break;
            case "content_block_delta" when root.Member("delta") is { } delta:
                Of($"block {root.Number("index")}", ChatPartKind.Text).Text.Append(delta.Word("text") ?? delta.Word("partial_json") ?? delta.Word("thinking"));
                break;
            case "response.output_item.added" when root.Member("item") is { } item && item.Word("type") == "function_call":
                var call = Of($"output {root.Number("output_index")}", ChatPartKind.ToolCall);
                (call.Name, call.Id) = (item.Word("name"), item.Word("call_id"));
                break;
            case "response.output_text.delta" or "response.refusal.delta":
                Of($"output {root.Number("output_index")} {root.Number("content_index")}", ChatPartKind.Text).Text.Append(root.Word("delta"));
                break;
            case "response.reasoning_summary_text.delta":
                Of($"output {root.Number("output_index")} thought", ChatPartKind.Thought).Text.Append(root.Word("delta"));
                break;
            case "response.function_call_arguments.delta":
                Of($"output {root.Number("output_index")}", ChatPartKind.ToolCall).Text.Append(root.Word("delta"));
                break;
        }
    }

    private Piece Of(string key, ChatPartKind kind)
    {
        foreach (var (known, piece) in pieces)
            if (known == key) return piece;
        var fresh = new Piece(kind);
        pieces.Add((key, fresh));
        return fresh;
    }

    private sealed class Piece(ChatPartKind kind)
    {
        public StringBuilder Text { get; } = new();

        public string? Name { get; set; }

        public string? Id { get; set; }

        public ChatPart Part() => new(kind, Text.ToString(), Name, Id);
    }
}
