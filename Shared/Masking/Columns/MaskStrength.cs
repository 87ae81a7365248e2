using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Which of two methods hides more: null before redact before hash before partial.</summary>
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
        MaskKind.Null => 4,
        MaskKind.Redact => 3,
        MaskKind.Hash => 2,
        MaskKind.Partial => 1,
        _ => throw new NotSupportedException($"The masking method {method.Kind} cannot be enforced by this version."),
    };
}
