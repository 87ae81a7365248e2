using System.Text.Json;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>What policies say of the messages of a server of MCP.</summary>
public interface IMcpRules
{
    /// <summary>The caller may call it, be it after an approval.</summary>
    /// <param name="tool">As <c>tools/list</c> has it.</param>
    bool ShowsTool(string name, JsonElement tool);

    /// <summary>The server may ask this of the caller: <c>sampling/createMessage</c>, <c>elicitation/create</c>, <c>roots/list</c> and whatever else comes.</summary>
    bool AllowsServerRequest(string method);
}

/// <summary>A request of the server that the caller does not get.</summary>
/// <param name="Id">As JSON; null where no answer to the server is due, because the request stood in a result.</param>
public sealed record McpServerRequest(string? Id, string Method);
