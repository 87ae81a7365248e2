using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Something that a model may ask of the console.</summary>
internal interface IMcpTool
{
    /// <summary>As <c>tools/list</c> shows it. Its text is read by models: what it does, and what to do next.</summary>
    Tool Definition { get; }

    /// <exception cref="McpRefusal">It cannot be done, in words for the model.</exception>
    Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken);
}

/// <summary>What was asked for is not done; the words go to the model.</summary>
internal sealed class McpRefusal(string words) : Exception(words);

/// <summary>The arguments of a call.</summary>
internal sealed class McpArguments(IDictionary<string, JsonElement>? arguments)
{
    /// <exception cref="McpRefusal">It is missing, or no text.</exception>
    public string Text(string name, int longest) => Optional(name, longest) ?? throw new McpRefusal($"{name}: is missing.");

    public string? Optional(string name, int longest) => Of(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => text.Length <= longest ? text : throw new McpRefusal($"{name}: is longer than {longest} characters."),
        _ => throw new McpRefusal($"{name}: is no text."),
    };

    public int Number(string name, int least, int most, int standard) => Of(name) switch
    {
        null => standard,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= least && number <= most => number,
        _ => throw new McpRefusal($"{name}: is a whole number from {least} to {most}."),
    };

    public Guid Id(string name) => Guid.TryParse(Text(name, 100), out var id) ? id : throw new McpRefusal($"{name}: is no id of a ticket.");

    private JsonElement? Of(string name) => arguments is not null && arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
