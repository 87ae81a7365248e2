using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>
/// Which of two methods hides more: null before redact before token before hash before partial. A token hides more than a hash: two sessions cannot compare theirs, and nobody can try values out, as whoever has the
/// masking key can with hashes. It hides less than redact: equal values are seen to be equal, and can be looked up.
/// </summary>
internal static class MaskStrength
{
    public static MaskMethod Redact { get; } = new(MaskKind.Redact);

    public static MaskMethod Strictest(MaskMethod a, MaskMethod b)
    {
        if (a.Kind == MaskKind.Partial && b.Kind == MaskKind.Partial)
            return new MaskMethod(MaskKind.Partial, Math.Min(a.KeepFirst, b.KeepFirst), Math.Min(a.KeepLast, b.KeepLast));
        return Rank(a) >= Rank(b) ? a : b;
    }

    public static int Rank(MaskMethod method) => method.Kind switch
    {
        MaskKind.Null => 5,
        MaskKind.Redact => 4,
        MaskKind.Token => 3,
        MaskKind.Hash => 2,
        MaskKind.Partial => 1,
        _ => throw new NotSupportedException($"The masking method {method.Kind} cannot be enforced by this version."),
    };
}
