using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>An answer in a form that cannot be read, so that nobody could say what of it its caller may get: nothing goes on.</summary>
internal sealed class McpUnreadableStream(Stream from, string why) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await from.ReadAsync(new byte[1], cancellationToken) == 0 ? 0 : throw new UnreadableBodyException(why);

    protected override void Dispose(bool disposing)
    {
        if (disposing) from.Dispose();
        base.Dispose(disposing);
    }
}
