namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>How far a coding's bytes have been read.</summary>
internal enum CodingEnd
{
    /// <summary>In the middle.</summary>
    Cut,
    /// <summary>At an end that more could follow.</summary>
    Possible,
    /// <summary>At its end: whatever follows is none of it.</summary>
    Reached,
}

/// <summary>Bytes that are pulled: nothing now does not mean nothing ever.</summary>
internal interface IByteSource
{
    /// <returns>0 where there is nothing now.</returns>
    int Read(Span<byte> into);
}

/// <summary>Reads one coding: pulls encoded bytes and hands on what they stand for, never more at once than it is asked for.</summary>
internal abstract class DecodingStage : IByteSource, IDisposable
{
    /// <exception cref="UnreadableBodyException">The bytes are not what the coding says.</exception>
    public abstract int Read(Span<byte> into);

    /// <summary>Asked once, when nothing more comes.</summary>
    public abstract CodingEnd End();

    public abstract void Dispose();

    /// <summary>Does not say where: offsets of a decoder tell nobody anything.</summary>
    protected static UnreadableBodyException Corrupt(string coding) => new($"The body is not what its Content-Encoding says: it is no {coding}, or it was damaged.");
}
