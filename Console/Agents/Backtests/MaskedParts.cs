using System.Collections.Immutable;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>What rules may mask of a statement's answer, told so that two sets of rules can be compared: by the columns that the statement names rather than by the rules' patterns.</summary>
internal static class MaskedParts
{
    private const SqlKinds Answering = SqlKinds.Select | SqlKinds.CopyOut | SqlKinds.ExplainAnalyze | SqlKinds.Call | SqlKinds.Execute | SqlKinds.Utility | SqlKinds.Opaque;

    public static ImmutableArray<MaskedPart> Of(IEnumerable<MaskingForecast> forecasts, SqlAnalysis operation)
    {
        if (!operation.Statements.Any(Answers)) return [];
        var parts = from forecast in forecasts
                    from what in forecast.Columns.SelectMany(c => Names(c, operation)).Concat(forecast.Detectors.Select(d => $"detector {d}"))
                    select new MaskedPart(what, forecast.Rule.Name, forecast.Rule.Method);
        return [.. parts.Distinct().OrderBy(p => p.What, StringComparer.Ordinal)];
    }

    /// <summary>The columns of the answer that one rule would mask.</summary>
    public static IEnumerable<string> ColumnsOf(MaskingForecast forecast, SqlAnalysis operation) => operation.Statements.Any(Answers) ? forecast.Columns.SelectMany(c => Names(c, operation)).Distinct(StringComparer.OrdinalIgnoreCase) : [];

    /// <summary>What is in one and not in the other, or in both by other methods.</summary>
    public static (ImmutableArray<MaskedPart> Gained, ImmutableArray<MaskedPart> Lost, ImmutableArray<MaskedPart> Otherwise) Compare(ImmutableArray<MaskedPart> before, ImmutableArray<MaskedPart> after)
    {
        var (were, are) = (before.ToLookup(p => p.What, StringComparer.OrdinalIgnoreCase), after.ToLookup(p => p.What, StringComparer.OrdinalIgnoreCase));
        return (
            [.. after.Where(p => !were.Contains(p.What))],
            [.. before.Where(p => !are.Contains(p.What))],
            [.. after.Where(p => were.Contains(p.What) && !were[p.What].Any(w => w.Method == p.Method))]);
    }

    /// <summary>It may send rows back.</summary>
    private static bool Answers(SqlStatement statement) => (statement.Kinds & Answering) != 0 || statement.CursorName is not null || statement.Columns.Any(c => c.Place == SqlColumnPlace.Returning);

    private static List<string> Names(string text, SqlAnalysis operation)
    {
        if (!ColumnPattern.TryParse(text, out var pattern)) return [text];
        var found = operation.Statements.SelectMany(s => s.Tables.Where(t => pattern.MayCoverRelation(t.Schema, t.Name)).SelectMany(t => Names(text, pattern, s, t))).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return found.Count == 0 ? [text] : found;
    }

    private static List<string> Names(string text, ColumnPattern pattern, SqlStatement statement, SqlTable table)
    {
        var named = statement.Columns.Where(c => c.Name != "*" && pattern.CoversColumn(c.Name)).Select(c => $"{table.Name}.{c.Name}").ToList();
        if (named.Count > 0) return named;
        return [ColumnPattern.TryParse($"{table.Schema ?? "*"}.{table.Name}.*", out var whole) && pattern.Shared(whole) is { } shared ? shared[(shared.IndexOf('.', StringComparison.Ordinal) + 1)..] : text];
    }
}
