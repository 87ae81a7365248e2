using System.Text.Json;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>What the policies of now say of a server's messages: a stream that has been open for hours is judged by the rules of this moment.</summary>
internal sealed class McpRules(OpenHttpSession session, RequestAddress address) : IMcpRules
{
    public ReadOnlyMemory<HttpHeader> Headers { get; set; }

    /// <summary>Where calls go: of the older transport to another address than the one of the stream.</summary>
    public HttpTarget Endpoint { get; set; } = address.Target;

    /// <summary>What stands before the target's paths here.</summary>
    public string Prefix => address.Prefix;

    /// <summary>The address of the request that is answered.</summary>
    public HttpTarget Target { get; } = address.Target;

    public bool ShowsTool(string name, JsonElement tool)
    {
        var rules = session.Gate.Now();
        session.Tools.See(rules, ToolDefinition.Of(name, tool));
        using var asked = new HttpOperation("POST", Endpoint, Headers) { StandingOf = session.Tools.StandingOf };
        using var call = asked.ForTool(name);
        return session.Gate.MayEver(rules, call);
    }

    public bool AllowsServerRequest(string method)
    {
        using var asked = new HttpOperation("POST", Endpoint, Headers);
        return session.Gate.AllowsServerRequest(session.Gate.Now(), method, asked);
    }
}
