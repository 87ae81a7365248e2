using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix;

static class MatrixWords
{
    /// <summary>A path's cells as lines to compare.</summary>
    public static string ToWords(this EnforcementPath path) => string.Join('\n', path.Cells.Select(c => $"{c.Key}: {c.Value.Outcome} {c.Value.Says} {c.Value.But}").Prepend(path.Title));
}
