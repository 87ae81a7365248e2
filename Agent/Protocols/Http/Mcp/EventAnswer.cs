using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>Takes a server's answer into a stream of events that has begun before it: events as they are, JSON as one event, anything else as words that say so.</summary>
internal sealed class EventAnswer(Stream to, IHttpResponseFeature head) : Stream
{
    private readonly MemoryStream json = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private string Type => head.Headers.ContentType.ToString();

    private bool IsEvents => Type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) && IsSuccess;

    private bool IsJson => Type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private bool IsSuccess => head.StatusCode is >= 200 and < 300;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsEvents) await to.WriteAsync(buffer, cancellationToken);
        else if (!IsJson) return;
        else if (json.Length + buffer.Length > McpJsonStream.Longest) throw new UnreadableBodyException(McpJsonStream.TooLong);
        else await json.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => IsEvents ? to.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Nothing follows.</summary>
    /// <param name="id">Of the call that was answered, as JSON.</param>
    public async Task FinishAsync(string id, CancellationToken ct)
    {
        if (IsEvents) return;
        var last = IsSuccess && IsJson ? json.ToArray() : McpReply.Error(id, $"The server did not answer as MCP does: status {head.StatusCode}.");
        await to.WriteAsync(McpReply.Event(last), ct);
    }

    public override void Flush() => throw new NotSupportedException("It is written asynchronously only.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is written asynchronously only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) json.Dispose();
        base.Dispose(disposing);
    }
}
