using System.Text.Json;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>What the policies of now say of a server's messages: a stream that has been open for hours is judged by the rules of this moment.</summary>
internal sealed class McpRules(OpenHttpSession session, HttpTarget target) : IMcpRules
{
    public ReadOnlyMemory<HttpHeader> Headers { get; set; }

    /// <summary>Where calls go: of the older transport to another address than the one of the stream.</summary>
    public HttpTarget Endpoint { get; set; } = target;

    /// <summary>The address of the request that is answered.</summary>
    public HttpTarget Target { get; } = target;

    public bool ShowsTool(string name, JsonElement tool)
    {
        using var asked = new HttpOperation("POST", Endpoint, Headers);
        using var call = asked.ForTool(name);
        return session.Gate.MayEver(session.Gate.Now(), call);
    }

    public bool AllowsServerRequest(string method)
    {
        using var asked = new HttpOperation("POST", Endpoint, Headers);
        return session.Gate.AllowsServerRequest(session.Gate.Now(), method, asked);
    }
}
