using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>A detector of credentials that tell themselves by their form. Each form has one byte, its anchor, that ordinary text seldom has: the search stops there only.</summary>
public abstract class KeyDetector : IDetector
{
    /// <summary>Findings whose anchor stands before them, in their name, have 40 bytes (of AWS) or more.</summary>
    private const int ShortestNamed = 40;

    private readonly byte[] anchors;
    private readonly SearchValues<byte> searched;

    private protected KeyDetector(ReadOnlySpan<byte> anchors)
    {
        this.anchors = anchors.ToArray();
        searched = SearchValues.Create(anchors);
    }

    public abstract string Word { get; }

    public DetectorGroup Group => DetectorGroup.Credentials;

    public abstract DetectorDescription About { get; }

    internal ReadOnlySpan<byte> Anchors => anchors;

    public ReadOnlySpan<byte> Marks => anchors;

    public int ShortestUnmarked => AnchorReach > 0 ? ShortestNamed : int.MaxValue;

    /// <summary>How far before a finding its anchor may stand: at the name of a value.</summary>
    internal virtual int AnchorReach => 0;

    /// <summary>The most bytes that decide about a finding, from its beginning on.</summary>
    private protected virtual int Reach => KeyForm.Longest + 16;

    /// <summary>All that findings consist of.</summary>
    private protected virtual SearchValues<byte> Alphabet => OpenText.KeyBytes;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = Math.Max(0, start - AnchorReach); at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(searched);
            if (skip < 0) break;
            at += skip;
            length = ReadAt(utf8, at, start, out offset);
            if (length > 0) return true;
        }
        offset = length = 0;
        return false;
    }

    public virtual int OpenFrom(ReadOnlySpan<byte> utf8, int start) => OpenText.Run(utf8, start, Alphabet, Reach);

    /// <summary>The length of the finding whose anchor stands at <paramref name="anchor"/> and that begins at <paramref name="start"/> or later; 0 where there is none.</summary>
    internal abstract int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset);
}
