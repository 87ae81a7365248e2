using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>A call of JSON-RPC as a caller of MCP sends it.</summary>
/// <param name="Id">Its id as JSON; null for a notification, which gets no answer.</param>
/// <param name="Tool">Of <c>tools/call</c> the name, where it is text.</param>
/// <param name="ProgressToken">By which the caller wants to hear of progress, as JSON; null where it does not.</param>
public sealed record McpCall(string? Id, string Method, string? Tool, string? ProgressToken)
{
    public bool CallsTool => Is("tools/call");

    public bool Is(string method) => Method.Equals(method, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a caller says to a server of MCP in one body: a message, or a batch of them (specification of 2025-03-26).</summary>
public sealed record McpRequest(ImmutableArray<McpCall> Calls, bool IsBatch)
{
    /// <summary>Null where the body is no JSON-RPC, cannot be read, or is not at hand.</summary>
    public static McpRequest? Of(HttpOperation operation)
    {
        if (operation.Root is not { } root) return null;
        var isBatch = root.ValueKind == JsonValueKind.Array;
        var calls = ImmutableArray.CreateBuilder<McpCall>();
        var isRpc = false;
        foreach (var message in isBatch ? root.EnumerateArray().ToArray() : [root])
        {
            isRpc |= message.Named("jsonrpc").Any();
            foreach (var method in message.Named("method").Where(m => m.ValueKind == JsonValueKind.String).Take(1)) calls.Add(Call(message, method.GetString()!));
        }

        return isRpc ? new McpRequest(calls.ToImmutable(), isBatch) : null;
    }

    private static McpCall Call(JsonElement message, string method)
    {
        var parameters = message.Named("params").ToList();
        var tool = parameters.SelectMany(p => p.Named("name")).FirstOrDefault(n => n.ValueKind == JsonValueKind.String);
        var call = new McpCall(Scalar(message.Named("id")), method, null, Scalar(parameters.SelectMany(p => p.Named("_meta")).SelectMany(m => m.Named("progressToken"))));
        return call.CallsTool && tool.ValueKind == JsonValueKind.String ? call with { Tool = tool.GetString() } : call;
    }

    private static string? Scalar(IEnumerable<JsonElement> found) =>
        found.Where(e => e.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(e => e.GetRawText()).FirstOrDefault();
}
