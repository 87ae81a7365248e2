using System.Buffers;
using System.Text;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>A stream of events without what its caller must not get. Events that are no JSON-RPC go on as they came.</summary>
internal sealed class McpEventStream : PieceStream
{
    private readonly McpRules rules;
    private readonly McpServerReply reply;
    private readonly McpMessageFilter filter;
    private readonly EventFilter events;

    public McpEventStream(Stream from, McpRules rules, BodyRules masks, bool isMcp, McpServerReply reply)
        : base(from)
    {
        (this.rules, this.reply) = (rules, reply);
        filter = new McpMessageFilter(rules, masks, isMcp);
        events = new EventFilter(Judge);
    }

    protected override async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, ArrayBufferWriter<byte> output, CancellationToken ct)
    {
        if (piece.IsEmpty) events.Complete(output);
        else events.Write(piece.Span, output);
        foreach (var asked in filter.TakeRefused()) await reply.RefuseAsync(asked, rules.Endpoint, ct);
    }

    private byte[]? Judge(ReadOnlyMemory<byte> data, string? name) => name == "endpoint" ? Endpoint(Encoding.UTF8.GetString(data.Span)) : filter.Take(data);

    /// <summary>The older transport says in its first event where calls go: that must be behind this gateway too.</summary>
    private byte[]? Endpoint(string text)
    {
        filter.IsStrict = true;
        if (!reply.TryFind(text, rules.Target, out var path) || !HttpTarget.TryParse(path, out var endpoint, out _)) throw new UnreadableBodyException("The MCP server names an address for calls that is not behind this gateway.");
        rules.Endpoint = endpoint;
        return Encoding.UTF8.GetBytes(rules.Prefix + endpoint.Text);
    }
}
