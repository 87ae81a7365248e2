namespace HoopLike.Shared.Masking.Tokens;

/// <summary>
/// A constant or parameter of a statement that is compared for equality (<c>=</c>, IN, <c>= ANY</c>, IS NOT DISTINCT FROM) with a column that a rule masks by tokens, so that a token in its place may be turned back.
/// A parameter is one only where every use of it is such a comparison.
/// </summary>
/// <param name="Offset">Of the constant: where its token begins in the whole text, in bytes; -1 for a parameter.</param>
/// <param name="Parameter">n of <c>$n</c>; 0 for a constant.</param>
/// <param name="Rule">The rule that the column's method comes from.</param>
public readonly record struct TokenComparand(int Offset, int Parameter, string Rule)
{
    public static TokenComparand Constant(int offset, string rule) => new(offset, 0, rule);

    public static TokenComparand Bound(int parameter, string rule) => new(-1, parameter, rule);
}
