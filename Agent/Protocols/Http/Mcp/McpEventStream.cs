using System.Buffers;
using System.Text;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>A stream of events without what its caller must not get. Events that are no JSON-RPC go on as they came.</summary>
internal sealed class McpEventStream : ForwardStream
{
    private const int Piece = 16 * 1024;

    private readonly byte[] input = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly Stream from;
    private readonly McpRules rules;
    private readonly McpServerReply reply;
    private readonly McpMessageFilter filter;
    private readonly EventFilter events;
    private int taken;
    private bool isOver;
    private bool isDisposed;

    public McpEventStream(Stream from, McpRules rules, BodyRules masks, bool isMcp, McpServerReply reply)
    {
        (this.from, this.rules, this.reply) = (from, rules, reply);
        filter = new McpMessageFilter(rules, masks, isMcp);
        events = new EventFilter(Judge);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (taken == output.WrittenCount)
        {
            if (isOver) return 0;
            output.ResetWrittenCount();
            taken = 0;
            var length = await from.ReadAsync(input.AsMemory(0, Piece), cancellationToken);
            isOver = length == 0;
            if (isOver) events.Complete(output);
            else events.Write(input.AsSpan(0, length), output);
            foreach (var asked in filter.TakeRefused()) await reply.RefuseAsync(asked, rules.Endpoint, cancellationToken);
        }

        var ready = output.WrittenMemory[taken..];
        var count = Math.Min(ready.Length, buffer.Length);
        ready[..count].CopyTo(buffer);
        taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (isDisposed) return;
        isDisposed = true;
        ArrayPool<byte>.Shared.Return(input);
        if (disposing) from.Dispose();
        base.Dispose(disposing);
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
