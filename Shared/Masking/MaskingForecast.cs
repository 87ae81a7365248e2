using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>A masking rule that would, or might, hide something of a statement's answer.</summary>
/// <param name="Columns">Those of the rule's patterns that the statement may touch; empty where only detectors are at work.</param>
/// <param name="Detectors">What is searched for in every value: words of detectors and names of patterns.</param>
/// <param name="MayRefuse">The statement may use such a column to choose rows, which the rule does not allow.</param>
public sealed record MaskingForecast(MaskingRuleConfig Rule, ImmutableArray<string> Columns, ImmutableArray<string> Detectors, bool MayRefuse)
{
    /// <summary>
    /// What the text alone tells: the target's catalogue, which agents have, is not asked, so that views over masked tables are not seen here, and a table named without its schema may be in any.
    /// </summary>
    /// <param name="operation">Null where there is none yet: every rule that concerns the caller.</param>
    public static ImmutableArray<MaskingForecast> Of(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, SqlAnalysis? operation) =>
    [
        .. RuleScope.Of(snapshot, connection, caller).Select(rule => Of(rule, operation)).Where(f => !f.Columns.IsEmpty || !f.Detectors.IsEmpty),
    ];

    private static MaskingForecast Of(MaskingRuleConfig rule, SqlAnalysis? operation)
    {
        var statements = operation?.Statements ?? [];
        ImmutableArray<string> columns = [.. rule.Columns.Where(text => operation is null || (ColumnPattern.TryParse(text, out var pattern) && statements.Any(s => MayTouch(s, pattern))))];
        var mayRefuse = rule.Predicates != PredicateUse.Allow
            && columns.Any(text => ColumnPattern.TryParse(text, out var pattern) && statements.Any(s => s.Columns.Any(c => c.Place == SqlColumnPlace.Predicate && pattern.CoversColumn(c.Name))));
        return new MaskingForecast(rule, columns, rule.Searched(), mayRefuse);
    }

    private static bool MayTouch(SqlStatement statement, ColumnPattern pattern)
    {
        if ((statement.Kinds & SqlKinds.Opaque) != 0) return true;
        if (!statement.Tables.Any(t => pattern.MayCoverRelation(t.Schema, t.Name))) return false;
        // What is named by no column of its own (a whole row, COPY without a list, a computed relation) may be any of them.
        return statement.Columns.IsEmpty || !statement.DerivedNames.IsEmpty
            || statement.Columns.Any(c => c.Name == "*" || pattern.CoversColumn(c.Name) || statement.Aliases.Contains(c.Name) || statement.Tables.Any(t => t.Name == c.Name));
    }
}
