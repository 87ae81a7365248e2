using System.Buffers;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The beginning of a request's body, read before it is decided what becomes of the request, and the rest of it, which is not.</summary>
/// <param name="Bytes">Up to the limit.</param>
/// <param name="Rest">What follows; null where <paramref name="Bytes"/> is all of it.</param>
/// <param name="Decoding">What took its content codings off; null where they are on, or it has none.</param>
internal sealed record HeldBody(ReadOnlyMemory<byte> Bytes, Stream? Rest, BodyDecoding? Decoding = null)
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

    /// <summary>The same without its codings. It is held whole, so it has the limit of a body that comes without any: a few bytes can stand for gigabytes.</summary>
    /// <param name="why">Why it cannot be; then it stays as it is.</param>
    public HeldBody Decoded(ContentCodings codings, out string? why)
    {
        why = codings.Refusal is { } refusal ? $"the body {refusal.TrimEnd('.')}" : null;
        if (why is not null || codings.IsNone || !IsWhole) return this;
        var text = new ArrayBufferWriter<byte>(Math.Min(4 * Bytes.Length, Limit) + 1);
        using var decoding = new BodyDecoding(codings);
        try
        {
            decoding.Give(Bytes);
            while (decoding.Read(text.GetSpan(4096)) is > 0 and var read)
            {
                text.Advance(read);
                if (text.WrittenCount <= Limit) continue;
                why = $"the body is larger than {Limit / 1024} KiB once its encoding is read";
                return this;
            }
            decoding.End();
        }
        catch (UnreadableBodyException)
        {
            why = "the body is not what its Content-Encoding says";
            return this;
        }
        return new HeldBody(text.WrittenMemory, null, decoding);
    }

    /// <summary>All of it, once.</summary>
    public Stream Open() => Rest is null ? new MemoryStream(Bytes.ToArray(), writable: false) : new JoinedStream(Bytes, Rest);
}
