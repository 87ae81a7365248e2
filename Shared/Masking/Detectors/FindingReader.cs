namespace HoopLike.Shared.Masking.Detectors;

/// <param name="Detector">Index in the <see cref="DetectorSet"/>; of overlapping findings the lowest, which is the strictest.</param>
internal readonly record struct Finding(int Offset, int End, int Detector);

/// <summary>Reads the findings of all detectors of a set in order of place, overlapping ones as one. Each detector passes over the text once.</summary>
internal ref struct FindingReader
{
    private readonly DetectorSet set;
    private readonly ReadOnlySpan<byte> utf8;
    private readonly Span<Finding> next;

    /// <param name="scratch">One place a detector.</param>
    /// <param name="start">Where to begin; what stands before it counts as surroundings.</param>
    public FindingReader(DetectorSet set, ReadOnlySpan<byte> utf8, Span<Finding> scratch, int start = 0)
    {
        this.set = set;
        this.utf8 = utf8;
        next = scratch[..set.Count];
        for (var i = 0; i < next.Length; i++) Seek(i, start);
    }

    /// <summary>A detector whose method is <c>null</c> found something.</summary>
    public readonly bool LeavesNothing()
    {
        for (var i = 0; i < next.Length; i++)
            if (next[i].Offset >= 0 && set.MaskOf(i) is null) return true;
        return false;
    }

    public bool TryRead(out Finding finding)
    {
        finding = new Finding(-1, -1, -1);
        for (var i = 0; i < next.Length; i++)
            if (next[i].Offset >= 0 && (finding.Offset < 0 || next[i].Offset < finding.Offset)) finding = next[i];
        if (finding.Offset < 0) return false;
        for (var grown = true; grown;)
        {
            grown = false;
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i].Offset < 0 || next[i].Offset >= finding.End) continue;
                finding = new Finding(finding.Offset, Math.Max(finding.End, next[i].End), Math.Min(finding.Detector, i));
                Seek(i, next[i].End);
                grown = true;
            }
        }
        return true;
    }

    private readonly void Seek(int detector, int start) =>
        next[detector] = set.TryFind(detector, utf8, start, out var offset, out var length) ? new Finding(offset, offset + length, detector) : new Finding(-1, -1, detector);
}
