using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>Reads conversations out of bodies as the APIs of models write them (OpenAI's two, Anthropic's, Gemini's, Ollama's and those that speak like them), and calls of tools out of MCP's. Null for everything else.</summary>
public static class ConversationReading
{
    public static Conversation? OfRequest(string body) => JsonReading.Parse(body) is { ValueKind: JsonValueKind.Object } root ? Request(root) : null;

    public static Conversation? OfAnswer(string body)
    {
        if (JsonReading.Parse(body) is not { ValueKind: JsonValueKind.Object } root) return null;
        var messages = Answer(root).Where(m => m.Parts.Length > 0).ToImmutableArray();
        return messages.IsEmpty ? null : new Conversation(root.Word("model") ?? root.Word("modelVersion"), messages, []);
    }

    private static Conversation? Request(JsonElement root)
    {
        if (root.Word("jsonrpc") is not null) return Called(root);
        var messages = ImmutableArray.CreateBuilder<ChatMessage>();
        foreach (var system in new[] { "system", "instructions", "systemInstruction", "system_instruction" })
            if (root.Member(system) is { } told) messages.Add(new ChatMessage("system", Parts(told)));
        var said = messages.Count;
        messages.AddRange(root.Items("messages").Select(Message));
        messages.AddRange(root.Items("contents").Select(Message));
        if (root.Word("model") is not null)
        {
            if (root.Word("input") is { } input) messages.Add(new ChatMessage("user", [new ChatPart(ChatPartKind.Text, input)]));
            messages.AddRange(root.Items("input").Where(i => i.ValueKind == JsonValueKind.Object).Select(Message));
            if (root.Word("prompt") is { } prompt) messages.Add(new ChatMessage("user", [new ChatPart(ChatPartKind.Text, prompt)]));
        }

        return messages.Count == said ? null : new Conversation(root.Word("model"), [.. messages.Where(m => m.Parts.Length > 0)], [.. Tools(root)]);
    }

    private static Conversation? Called(JsonElement root) => root.Word("method") == "tools/call" && root.Member("params") is { } call
        ? new Conversation(null, [new ChatMessage("caller", [new ChatPart(ChatPartKind.ToolCall, call.Member("arguments")?.Shown() ?? "", call.Word("name"))])], [])
        : null;

    private static IEnumerable<ChatMessage> Answer(JsonElement root)
    {
        foreach (var choice in root.Items("choices"))
        {
            if (choice.Member("message") is { } message) yield return Message(message);
            else if (choice.Word("text") is { } text) yield return new ChatMessage("assistant", [new ChatPart(ChatPartKind.Text, text)]);
        }

        foreach (var candidate in root.Items("candidates"))
            if (candidate.Member("content") is { } content) yield return Message(content);
        foreach (var item in root.Items("output")) yield return Message(item);
        if (root.Word("type") == "message" && root.Member("content") is { ValueKind: JsonValueKind.Array }) yield return Message(root);
        if (root.Member("message") is { ValueKind: JsonValueKind.Object } single) yield return Message(single);
        if (root.Word("response") is { } generated && root.Word("model") is not null) yield return new ChatMessage("assistant", [new ChatPart(ChatPartKind.Text, generated)]);
        if (root.Word("jsonrpc") is not null && root.Member("result") is { } result && result.Member("content") is { } returned)
            yield return new ChatMessage("tool", [.. Parts(returned).Select(p => p.Kind == ChatPartKind.Text ? p with { Kind = ChatPartKind.ToolResult } : p)]);
    }

    private static ChatMessage Message(JsonElement message)
    {
        var type = message.Word("type");
        var role = message.Word("role") ?? (type is not null && type.EndsWith("_output", StringComparison.Ordinal) ? "tool" : "assistant");
        if (role == "model") role = "assistant";
        var parts = ImmutableArray.CreateBuilder<ChatPart>();
        if (type is not (null or "message") && Part(message) is { } own) parts.Add(own);
        if (message.Word("reasoning_content") is { Length: > 0 } thought) parts.Add(new ChatPart(ChatPartKind.Thought, thought));
        if (message.Member("content") is { } content) parts.AddRange(Parts(content));
        if (message.Member("parts") is { } pieces) parts.AddRange(Parts(pieces));
        if (message.Word("refusal") is { Length: > 0 } refused) parts.Add(new ChatPart(ChatPartKind.Text, refused));
        foreach (var call in message.Items("tool_calls"))
            if (call.Member("function") is { } function) parts.Add(new ChatPart(ChatPartKind.ToolCall, function.Member("arguments")?.Shown() ?? "", function.Word("name"), call.Word("id")));
        return role == "tool" && type is null
            ? new ChatMessage(role, [.. parts.Select(p => p.Kind == ChatPartKind.Text ? new ChatPart(ChatPartKind.ToolResult, p.Text, message.Word("name"), message.Word("tool_call_id")) : p)])
            : new ChatMessage(role, parts.ToImmutable());
    }

    private static ImmutableArray<ChatPart> Parts(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString() is { Length: > 0 } text ? [new ChatPart(ChatPartKind.Text, text)] : [],
        JsonValueKind.Array => [.. content.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String ? new ChatPart(ChatPartKind.Text, p.GetString()!) : Part(p)).OfType<ChatPart>()],
        JsonValueKind.Object when content.Member("parts") is { } parts => Parts(parts),
        JsonValueKind.Object => Part(content) is { } one ? [one] : [],
        _ => [],
    };

    private static ChatPart? Part(JsonElement part)
    {
        if (part.Member("functionCall") is { } asked) return new ChatPart(ChatPartKind.ToolCall, asked.Member("args")?.Shown() ?? "", asked.Word("name"));
        if (part.Member("functionResponse") is { } given) return new ChatPart(ChatPartKind.ToolResult, given.Member("response")?.Shown() ?? "", given.Word("name"));
        var type = part.Word("type");
        return type switch
        {
            "tool_use" or "server_tool_use" => new ChatPart(ChatPartKind.ToolCall, part.Member("input")?.Shown() ?? "", part.Word("name"), part.Word("id")),
            "tool_result" => new ChatPart(ChatPartKind.ToolResult, part.Member("content") is { } content ? string.Join('\n', Parts(content).Select(p => p.Text)) : "", null, part.Word("tool_use_id")),
            "function_call" => new ChatPart(ChatPartKind.ToolCall, part.Member("arguments")?.Shown() ?? "", part.Word("name"), part.Word("call_id")),
            "function_call_output" => new ChatPart(ChatPartKind.ToolResult, part.Member("output")?.Shown() ?? "", null, part.Word("call_id")),
            "thinking" => new ChatPart(ChatPartKind.Thought, part.Word("thinking") ?? ""),
            "reasoning" => new ChatPart(ChatPartKind.Thought, string.Join('\n', part.Items("summary").Select(s => s.Word("text")))),
            _ when part.Word("text") is { } text => new ChatPart(ChatPartKind.Text, text),
            // A message of its own: its content is read by whoever has it.
            "message" => null,
            null => null,
            _ => new ChatPart(ChatPartKind.Other, "", type),
        };
    }

    private static IEnumerable<string> Tools(JsonElement root) => root.Items("tools").Concat(root.Items("functions"))
        .SelectMany(t => t.Items("functionDeclarations").Select(f => f.Word("name")).Append(t.Member("function")?.Word("name") ?? t.Word("name") ?? t.Word("type"))).OfType<string>();
}
