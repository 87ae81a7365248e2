using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>
/// Where a statement compares columns that are masked by tokens with what the caller wrote, so that what a token stands for may take its place and cannot be read there. A constant becomes part of the text, which triggers
/// and functions can read (<c>current_query()</c>): it is turned back only where nothing but reading is done and no code of somebody's runs. Parameters are no part of the text.
/// </summary>
internal sealed class TokenPlaces(MaskedSchema schema)
{
    private const SqlKinds Reading = SqlKinds.Select | SqlKinds.CopyOut;

    /// <param name="lineages">For each statement; null where it is not proven.</param>
    /// <param name="runsCode">For each statement.</param>
    public ImmutableArray<TokenComparand> Find(SqlAnalysis analysis, ImmutableArray<StatementLineage?> lineages, ImmutableArray<bool> runsCode)
    {
        var found = ImmutableArray.CreateBuilder<TokenComparand>();
        Dictionary<int, int>? written = null;
        for (var i = 0; i < lineages.Length; i++)
        {
            if (lineages[i] is not { IsExplain: false } proven) continue;
            var onlyReads = (analysis.Statements[i].Kinds & ~Reading) == 0 && !runsCode[i];
            foreach (var comparand in proven.Comparands)
            {
                if (!comparand.IsExact || RuleOf(comparand.Column) is not { } rule) continue;
                if (comparand.Parameter > 0)
                {
                    written ??= SqlParameters.Count(Encoding.UTF8.GetBytes(analysis.Text));
                    var all = proven.Comparands.Where(c => c.Parameter == comparand.Parameter).ToArray();
                    if (written.GetValueOrDefault(comparand.Parameter) == all.Length && Array.TrueForAll(all, c => c.IsExact && RuleOf(c.Column) == rule)) found.Add(TokenComparand.Bound(comparand.Parameter, rule));
                }
                else if (onlyReads)
                {
                    found.Add(TokenComparand.Constant(comparand.Offset, rule));
                }
            }
        }
        return [.. found.Distinct()];
    }

    /// <summary>The rule whose tokens stand for the column's values; null where another value than such could be compared, which the caller might be able to read.</summary>
    private string? RuleOf(Flow column)
    {
        if (!column.IsCopy || column.IsUnknown) return null;
        string? rule = null;
        foreach (var source in column.Sources)
        {
            if (schema.RuleOf(source) is not { Method.Kind: MaskKind.Token } one || (rule is not null && rule != one.Rule)) return null;
            rule = one.Rule;
        }
        return rule;
    }
}
