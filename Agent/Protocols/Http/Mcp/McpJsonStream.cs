using System.Buffers;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>An answer of JSON without what its caller must not get: read whole, since what it is stands anywhere in it.</summary>
internal sealed class McpJsonStream(Stream from, McpRules rules, BodyRules masks, McpServerReply reply) : ForwardStream
{
    public const int Longest = 16 * 1024 * 1024;

    public const string TooLong = "An answer of the MCP server is larger than 16 MiB.";

    private readonly McpMessageFilter filter = new(rules, masks, isStrict: true);
    private ReadOnlyMemory<byte>? answer;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var rest = answer ??= await ReadWholeAsync(cancellationToken);
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        answer = rest[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) from.Dispose();
        base.Dispose(disposing);
    }

    private async Task<ReadOnlyMemory<byte>> ReadWholeAsync(CancellationToken ct)
    {
        var whole = new ArrayBufferWriter<byte>();
        int length;
        while ((length = await from.ReadAsync(whole.GetMemory(4096), ct)) > 0)
        {
            whole.Advance(length);
            if (whole.WrittenCount > Longest) throw new UnreadableBodyException(TooLong);
        }

        var changed = filter.Take(whole.WrittenMemory);
        foreach (var asked in filter.TakeRefused()) await reply.RefuseAsync(asked, rules.Endpoint, ct);
        return changed switch
        {
            null => whole.WrittenMemory,
            [] => throw new UnreadableBodyException("The MCP server asked something of its caller instead of answering, which no policy allows."),
            _ => changed,
        };
    }
}
