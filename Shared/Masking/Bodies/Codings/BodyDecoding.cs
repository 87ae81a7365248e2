using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>
/// Takes the codings off one body, in pieces. It is pulled, so that in memory is never more than what is asked for at once, whatever a few bytes stand for. Not thread-safe.
/// </summary>
public sealed class BodyDecoding : IDisposable
{
    /// <summary>
    /// How many times larger than what was sent a body may become. Text compresses 3 to 30 times, tables of repeated rows at most some 100 times; deflate reaches 1,032 and brotli a million, of zeros. Memory is bounded by
    /// pulling; this bounds the work that a few bytes can ask for.
    /// </summary>
    public const int RatioLimit = 200;

    /// <summary>Bytes from which on the ratio counts: below, the work is worth nobody's trouble.</summary>
    public const int RatioFree = 64 * 1024 * 1024;

    private readonly GivenBytes given = new();
    private readonly ImmutableArray<DecodingStage> stages;
    private long decoded;

    /// <exception cref="InvalidOperationException">They cannot be read.</exception>
    public BodyDecoding(ContentCodings codings)
    {
        if (codings.Refusal is not null || codings.Applied.IsEmpty) throw new InvalidOperationException("There is no coding that could be taken off.");
        var made = ImmutableArray.CreateBuilder<DecodingStage>();
        IByteSource source = given;
        foreach (var coding in codings.Applied.Reverse())
        {
            DecodingStage stage = coding == ContentCoding.Brotli ? new BrotliStage(source) : new InflatingStage(source, coding);
            made.Add(stage);
            source = stage;
        }
        stages = made.ToImmutable();
    }

    /// <summary>Not a byte came, which every coding of nothing is taken for.</summary>
    public bool IsEmpty => given.Total == 0;

    /// <summary>By coding, in the order in which they were applied: it came as raw deflate.</summary>
    internal ImmutableArray<bool> Raw => [.. stages.Reverse().Select(s => s is InflatingStage { IsRaw: true })];

    /// <summary>Hands over the next bytes as they came. They must stay as they are until <see cref="Read"/> has returned 0.</summary>
    public void Give(ReadOnlyMemory<byte> encoded) => given.Give(encoded);

    /// <summary>Reads what they stand for.</summary>
    /// <returns>0 where all that was given has been read.</returns>
    /// <exception cref="UnreadableBodyException">They are not what their coding says, or stand for too much.</exception>
    public int Read(Span<byte> into)
    {
        var read = into.IsEmpty ? 0 : stages[^1].Read(into);
        decoded += read;
        // What the innermost does not ask for stands behind its end.
        if (read == 0 && !into.IsEmpty) given.Drop();
        if (decoded > RatioFree && decoded / RatioLimit > given.Total) throw new UnreadableBodyException($"The body becomes more than {RatioLimit} times larger when its Content-Encoding is read.");
        return read;
    }

    /// <summary>The body ended.</summary>
    /// <exception cref="UnreadableBodyException">It ended too early.</exception>
    public void End()
    {
        if (IsEmpty) return;
        // Where the innermost has reached its end, nothing that a coding around it could still say is a part of the body.
        foreach (var stage in stages.Reverse())
        {
            var end = stage.End();
            if (end == CodingEnd.Reached) return;
            if (end == CodingEnd.Cut) throw new UnreadableBodyException("The body ends before its Content-Encoding does: a part of it is missing.");
        }
    }

    public void Dispose()
    {
        foreach (var stage in stages) stage.Dispose();
    }

    private sealed class GivenBytes : IByteSource
    {
        private ReadOnlyMemory<byte> bytes;

        public long Total { get; private set; }

        public void Give(ReadOnlyMemory<byte> next)
        {
            if (!bytes.IsEmpty) throw new InvalidOperationException("What was given before has not been read yet.");
            bytes = next;
            Total += next.Length;
        }

        public void Drop() => bytes = default;

        public int Read(Span<byte> into)
        {
            var length = Math.Min(into.Length, bytes.Length);
            bytes.Span[..length].CopyTo(into);
            bytes = bytes[length..];
            return length;
        }
    }
}
