using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The beginning of a request's body, read before it is decided what becomes of the request, and the rest of it, which is not.</summary>
/// <param name="Bytes">Up to the limit.</param>
/// <param name="Rest">What follows; null where <paramref name="Bytes"/> is all of it.</param>
internal sealed record HeldBody(ReadOnlyMemory<byte> Bytes, Stream? Rest)
{
    /// <summary>What is held of a body to be judged, and to wait for an approval: prompts and documents are smaller, files are not judged by what is in them.</summary>
    public const int Limit = 1024 * 1024;

    public static HeldBody None { get; } = new(ReadOnlyMemory<byte>.Empty, null);

    public bool IsWhole => Rest is null;

    public static async Task<HeldBody> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[(int)Math.Min(request.ContentLength ?? 4096, Limit) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), ct);
            length += read;
            if (read == 0) return new HeldBody(buffer.AsMemory(0, length), null);
            if (length > Limit) return new HeldBody(buffer.AsMemory(0, length), request.Body);
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * buffer.Length, Limit + 1));
        }
    }

    /// <summary>All of it, once.</summary>
    public Stream Open() => Rest is null ? new MemoryStream(Bytes.ToArray(), writable: false) : new JoinedStream(Bytes, Rest);
}
