using System.Buffers;

namespace HoopLike.Shared.Masking.Values;

/// <summary>A text as detectors look at it, with its escapes read where it has any, and the way back. No allocation that lasts.</summary>
internal ref struct SearchedText
{
    private readonly ReadOnlySpan<byte> raw;
    private readonly byte[]? rented;
    private readonly bool onlyUnicode;
    private readonly int length;
    private JsonEscapes escapes;

    /// <param name="onlyUnicode">The text is not known to be JSON: only <c>\uXXXX</c> counts.</param>
    public SearchedText(ReadOnlySpan<byte> raw, bool onlyUnicode)
    {
        this.raw = raw;
        this.onlyUnicode = onlyUnicode;
        length = raw.Length;
        if (!JsonEscapes.Has(raw, onlyUnicode)) return;
        rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        escapes = new JsonEscapes(raw, onlyUnicode);
        length = escapes.Decode(rented);
    }

    public readonly bool IsDecoded => rented is not null;

    public readonly ReadOnlySpan<byte> Text => rented is null ? raw : rented.AsSpan(0, length);

    /// <summary>Where something found begins in the text as it came. Places are asked for in ascending order, after <see cref="Restart"/> from the beginning.</summary>
    public int RawOf(int offset, bool isEnd) => rented is null ? offset : escapes.RawOf(offset, isEnd);

    public void Restart() => escapes = new JsonEscapes(raw, onlyUnicode);

    public readonly void Dispose()
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }
}
