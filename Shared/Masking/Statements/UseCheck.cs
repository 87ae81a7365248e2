using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>Why a statement may not run, in words for the caller, and the rule that says so.</summary>
/// <param name="Hint">A narrower statement that would be allowed; null where there is none.</param>
internal sealed record UseRefusal(string Text, string Rule, string? Hint = null);

/// <summary>
/// Refuses uses of masked columns that masking the answer cannot make good: choosing rows by them, and copying them to where no rule names them. By name only: any schema, any alias, so it refuses
/// too much rather than too little.
/// </summary>
internal sealed class UseCheck(SqlStatement statement, StatementReach reach, MaskedSchema schema, SqlAnalysis analysis)
{
    private const SqlKinds Writes = SqlKinds.Insert | SqlKinds.Update | SqlKinds.Merge | SqlKinds.Create | SqlKinds.Alter;

    /// <summary>Words of ALTER by which a column leaves the rule that names it, or is computed anew into another.</summary>
    private static readonly string[] leaving = ["rename", "schema", "inherit", "detach", "using", "generated"];

    public UseRefusal? Find() => Unreadable() ?? Copied() ?? Carried() ?? Defined() ?? Altered() ?? Chosen() ?? ChosenByCode();

    /// <summary>DO, and text that does not parse: whether a masked column chooses rows there cannot be told.</summary>
    private UseRefusal? Unreadable()
    {
        if (schema.DenyRule is not { } rule || (statement.Kinds & SqlKinds.Opaque) == 0 || (analysis.Error is null && (statement.Kinds & SqlKinds.Do) == 0)) return null;
        return new($"rule {rule} forbids its columns in predicates, and what this statement does cannot be read ({analysis.Error ?? "DO runs code"})", rule);
    }

    private UseRefusal? Chosen()
    {
        foreach (var use in statement.Columns.Where(c => c.Place == SqlColumnPlace.Predicate))
        foreach (var relation in reach.Relations)
        {
            if (relation.DenyRule(use.Name) is { } rule) return Choosing($"column {use.Name}", relation, rule);
            if (relation.AnyDenyRule is { } any && IsWholeRow(use, relation)) return Choosing("every column", relation, any);
        }
        return null;
    }

    /// <summary>What a function gives is chosen by under names that are not known; alone in a statement it is only shown, and comes masked.</summary>
    private UseRefusal? ChosenByCode()
    {
        if (schema.DenyRule is null || (statement.Operators.IsEmpty && statement.Functions.Length < 2 && !statement.Columns.Any(c => c.Place == SqlColumnPlace.Predicate))) return null;
        foreach (var function in statement.Functions.Where(f => schema.Catalogue.UserFunctions.Contains(f.Name)))
            if (schema.RuleOf(schema.Lineage.FlowOf(function.Name)) is { DenyRule: { } rule }) return new($"function {function.Name} may give back what rule {rule} masks, and whether it is used to choose rows cannot be told", rule, "Name the function's columns in FROM, or select them as they are.");
        return null;
    }

    private static UseRefusal Choosing(string what, MaskedRelation relation, string rule) =>
        new($"{what} of {relation.FullName} is masked by rule {rule} and may not be used to choose, join, group or order rows", rule);

    private UseRefusal? Copied()
    {
        if ((statement.Kinds & Writes) == 0 || statement.DefinesView) return null;
        foreach (var use in statement.Columns.Where(c => c.Place == SqlColumnPlace.Source && !IsProposed(c)))
        foreach (var relation in reach.Relations)
        {
            if (relation.Find(use.Name) is { } rule) return Copying($"column {use.Name}", relation, rule.Rule);
            if (IsWholeRow(use, relation)) return Copying("a row", relation, relation.Strictest.Rule);
        }
        return null;
    }

    private static UseRefusal Copying(string what, MaskedRelation relation, string rule) =>
        new($"{what} of {relation.FullName} is masked by rule {rule} and may not be copied elsewhere", rule);

    /// <summary>EXCLUDED in ON CONFLICT is what the caller sent.</summary>
    private bool IsProposed(SqlColumnUse use) => use.Qualifier == "excluded" && !statement.Aliases.Contains("excluded") && !statement.DerivedNames.Contains("excluded");

    private UseRefusal? Carried()
    {
        if (reach.Relations.IsEmpty) return null;
        // x.f and (x).f are calls as well.
        var function = statement.Functions.Select(f => f.Name).Concat(statement.Columns.Select(c => c.Name)).FirstOrDefault(CarryingFunctions.Contains);
        if (function is null) return null;
        var relation = reach.Relations[0];
        return new($"{relation.FullName} has columns masked by rule {relation.Strictest.Rule}, and {function} could carry them elsewhere: read and call in two statements", relation.Strictest.Rule);
    }

    /// <summary>A view inherits the masks of what it depends on; a function of the server's own that reads by name or by text is no dependency.</summary>
    private UseRefusal? Defined()
    {
        if (!statement.DefinesView) return null;
        var function = statement.Functions.Select(f => f.Name).Concat(statement.Columns.Select(c => c.Name)).FirstOrDefault(ReadingFunctions.Contains);
        return function is null ? null : new($"a view over {function} could show columns that rule {schema.FirstRule} masks", schema.FirstRule);
    }

    private UseRefusal? Altered()
    {
        if ((statement.Kinds & SqlKinds.Alter) == 0 || reach.Relations.IsEmpty) return null;
        var relation = reach.Relations[0];
        return Array.Find(leaving, w => analysis.Text.Contains(w, StringComparison.OrdinalIgnoreCase)) is null ? null
            : new($"{relation.FullName} has columns masked by rule {relation.Strictest.Rule}, and this change could take them out of the rule", relation.Strictest.Rule);
    }

    /// <summary><c>*</c>, <c>q.*</c>, or a name that stands for a row. A qualifier that is another table's own name is no doubt; any alias is.</summary>
    private bool IsWholeRow(SqlColumnUse use, MaskedRelation relation)
    {
        var row = use.Name == "*" ? use.Qualifier : use.Qualifier is null && IsRange(use.Name) ? use.Name : "";
        if (row is null || row == relation.Relation.Name) return true;
        if (row.Length == 0) return false;
        return IsAlias(row) || !statement.Tables.Any(t => t.Name == row);
    }

    private bool IsRange(string name) => IsAlias(name) || statement.Tables.Any(t => t.Name == name);

    private bool IsAlias(string name) => statement.Aliases.Contains(name) || statement.DerivedNames.Contains(name);
}
