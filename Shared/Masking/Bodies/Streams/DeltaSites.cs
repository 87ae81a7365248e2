using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>A string of an event that goes on in later events.</summary>
/// <param name="Start">Of its quotation mark, in the event's data.</param>
/// <param name="Key">The same in all events whose strings are one text.</param>
/// <param name="Scope">Which part of the answer it belongs to.</param>
/// <param name="IsJson">The text is a JSON document: a tool's arguments.</param>
internal readonly record struct DeltaSite(int Start, int End, string Key, string Scope, bool IsJson);

/// <summary>
/// Which strings of an event are pieces of a longer text. Known are chat completions, completions and responses of OpenAI and whatever copies them, messages of Anthropic, Gemini, Cohere, Ollama, text-generation-inference,
/// message chunks of LangChain, the stream of Vercel's AI SDK and AG-UI; and any string within a member called <c>delta</c>, and data that is one JSON string. Messages of JSON-RPC (MCP) are whole.
/// </summary>
internal static class DeltaSites
{
    /// <summary>Of what stands within a delta and is no text.</summary>
    private static readonly FrozenSet<string> words = "type role id name object model status index finish_reason stop_reason stop_sequence call_id item_id tool_call_id event".Split(' ').ToFrozenSet();

    /// <summary>Members whose words are asked for, here and in <see cref="DeltaEnds"/>: two events that differ in nothing but other values have the same sites.</summary>
    private static readonly byte[][] asked = [.. "index output_index content_index summary_index messageId toolCallId item_id id type event_type".Split(' ').Select(Encoding.ASCII.GetBytes)];

    /// <summary>Members at the root that say which part of an answer an event is about.</summary>
    private static readonly string[] parts = ["index", "output_index", "content_index", "summary_index", "messageId", "toolCallId"];

    private static readonly FrozenSet<string> arguments = "arguments partial_json input_json".Split(' ').ToFrozenSet();

    private static readonly byte[][] signs = [.. "delta Delta choices candidates event_type token response thinking done AIMessageChunk \\u".Split(' ').Select(Encoding.ASCII.GetBytes)];

    /// <summary>False for most of what has none, at a fraction of the cost.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> data)
    {
        if (data.TrimStart(" \t\r\n"u8).StartsWith("\""u8)) return true;
        foreach (var sign in signs)
            if (data.IndexOf(sign) >= 0) return true;
        return false;
    }

    /// <summary>Whether what the member of that name says is a part of what its event is.</summary>
    public static bool IsAsked(ReadOnlySpan<byte> member)
    {
        foreach (var name in asked)
            if (member.SequenceEqual(name)) return true;
        return false;
    }

    public static List<DeltaSite> Of(JsonNode root)
    {
        var found = new List<DeltaSite>();
        if (root["jsonrpc"] is not null) return found;
        var scope = Scope(root);
        Walk(root, root, isWithin: false, scope, found);
        return found;
    }

    /// <summary>As in <c>index=0</c>; of the parts that the event names.</summary>
    public static string Scope(JsonNode root)
    {
        var scope = new StringBuilder();
        foreach (var part in parts)
            if (root[part] is { Word: { } word }) scope.Append(part).Append('=').Append(word).Append(' ');
        // Where an event says its place, its id need not be the same in all of them.
        if (scope.Length == 0 && root["item_id"] is { Word: { } item }) scope.Append("item=").Append(item);
        if (scope.Length == 0 && root["id"] is { Word: { } id } && root["type"]?.Word?.EndsWith("-delta", StringComparison.Ordinal) == true) scope.Append("id=").Append(id);
        return scope.ToString();
    }

    /// <summary>The place of an element among its like, by what it says itself where it does.</summary>
    public static string Path(JsonNode node)
    {
        var path = node.Parent is null ? "$" : Path(node.Parent);
        if (node.Name is not null) return $"{path}.{node.Name}";
        if (node.Index < 0) return path;
        return string.Create(CultureInfo.InvariantCulture, $"{path}[{node["index"]?.Word ?? node.Index.ToString(CultureInfo.InvariantCulture)}]");
    }

    private static void Walk(JsonNode root, JsonNode node, bool isWithin, string scope, List<DeltaSite> found)
    {
        isWithin |= node.Name == "delta";
        if (node.Type == JsonTokenType.String && (isWithin ? !words.Contains(Member(node)) : IsText(root, node)))
        {
            // A part of an answer is text or arguments, never both by turns.
            var isJson = arguments.Contains(Member(node)) || (node.Name == "delta" && root["type"]?.Word?.Contains("arguments", StringComparison.OrdinalIgnoreCase) == true) || (root["type"]?.Word is "TOOL_CALL_ARGS");
            found.Add(new DeltaSite(node.Start, node.End, $"{scope}{root["type"]?.Word} {Path(node)}", scope, isJson));
        }
        foreach (var child in node.Children) Walk(root, child, isWithin, scope, found);
    }

    private static string Member(JsonNode node) => node.Name ?? node.Parent?.Name ?? "";

    private static bool IsText(JsonNode root, JsonNode node)
    {
        if (node.Parent is null) return true;
        return (node.Name, node.Parent) switch
        {
            ("text", { Name: null, Parent.Name: "choices" }) => true,
            ("text", { Name: null, Parent: { Name: "parts", Parent: { Name: "content", Parent.Parent.Name: "candidates" } } }) => true,
            ("text", { Name: "token" }) => true,
            ("text", _) when node.Parent == root && root["event_type"]?.Word == "text-generation" => true,
            ("inputTextDelta", _) => true,
            ("response" or "thinking", _) when node.Parent == root && root["done"] is not null => true,
            ("content" or "thinking", { Name: "message" }) when node.Parent.Parent == root && root["done"] is not null => true,
            ("content", { } message) => message["type"]?.Word == "AIMessageChunk",
            ("text", { Name: null, Parent: { Name: "content", Parent: { } message } }) => message["type"]?.Word == "AIMessageChunk",
            _ => false,
        };
    }
}
