using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>Refuses uses of masked columns that masking the answer cannot make good, where lineage is proven: choosing rows by them, telling values apart by errors, and storing them where no rule names them.</summary>
internal sealed class LineageCheck(StatementLineage lineage, MaskedSchema schema)
{
    public UseRefusal? Find() => Stored() ?? Carried() ?? Used();

    /// <summary>Whether the way rows were chosen says something about a masked column: then a plan's estimates and counts do.</summary>
    public static bool UsesMasked(StatementLineage lineage, MaskedSchema schema) => lineage.Uses.Any(u => schema.RuleOf(u.Flow) is not null);

    private UseRefusal? Stored()
    {
        foreach (var store in lineage.Stores)
        {
            if (schema.RuleOf(store.Flow) is not { } rule) continue;
            var target = store.Target is { } id ? schema.RuleOf(id) : schema.RuleOfNew(store.Schema, store.Relation, store.Column);
            if (IsCovered(store, rule, target)) continue;
            var what = store.Flow.IsUnknown ? "what the statement stores cannot be read, and" : $"{Words(store.Flow)}";
            return new(
                store.Flow.IsUnknown
                    ? $"{what} it could be a column that rule {rule.Rule} masks: it may not be stored in {store.Relation}.{store.Column}"
                    : $"{what} is masked by rule {rule.Rule} and may not be copied elsewhere",
                rule.Rule,
                schema.CopyRules.IsSupersetOf(rule.Rules) ? $"It may be copied, unchanged, to columns that rule {rule.Rule} names too." : null);
        }
        return null;
    }

    /// <summary>Where the same rules mask the target nobody sees more of it there. A value that is not the column's own could show other characters, unless nothing of it is shown.</summary>
    private bool IsCovered(LineageStore store, ColumnRule rule, ColumnRule? target)
    {
        if (target is null || store.Flow.IsUnknown || !target.Rules.IsSupersetOf(rule.Rules)) return false;
        var own = store.Target is { } id && store.Flow.Sources.All(s => s == id);
        // What is stored anew meets constraints, whose errors tell.
        if (own && !store.Flow.IsCopy && rule.Predicates != PredicateUse.Allow) return false;
        if (!own && !schema.CopyRules.IsSupersetOf(rule.Rules)) return false;
        return store.Flow.IsCopy || MaskStrength.Rank(target.Method) >= MaskStrength.Rank(MaskStrength.Redact);
    }

    /// <summary>Functions that put an argument where a later statement can read it, whatever rules say about predicates.</summary>
    private UseRefusal? Carried()
    {
        foreach (var use in lineage.Uses)
            if (use.Kind == UseKind.Carry && schema.RuleOf(use.Flow) is { } rule) return new($"{Words(use.Flow)} is masked by rule {rule.Rule}, and {use.Where} could carry it elsewhere", rule.Rule);
        return null;
    }

    private UseRefusal? Used()
    {
        foreach (var use in lineage.Uses)
        {
            if (schema.RuleOf(use.Flow) is not { DenyRule: { } rule } of) continue;
            if (of.Predicates == PredicateUse.Equality && use.Kind == UseKind.Equality && IsEqualityOfItsOwn(use)) continue;
            return Refused(use, of, rule);
        }
        var compared = lineage.Compared.Where(c => schema.RuleOf(c.Column) is { Predicates: PredicateUse.Equality }).ToArray();
        if (lineage.IsKept && Array.Find(compared, c => c is { IsArray: true, Parameter: > 0 }) is { } list && schema.RuleOf(list.Column)?.DenyRule is { } kept)
            return new($"the prepared statement would compare columns that rule {kept} masks with as many values as EXECUTE gives it", kept, "Prepare it by the protocol (a Parse message), whose values are counted, or compare with single parameters.");
        var values = compared.Sum(c => (long)c.Values);
        return values > StatementMasking.ComparedValuesLimit && schema.RuleOf(compared[0].Column)?.DenyRule is { } tried
            ? new($"the statement compares columns that rule {tried} masks with {values} values", tried, $"At most {StatementMasking.ComparedValuesLimit} in one statement.")
            : null;
    }

    /// <summary>With a value of the caller's, which is counted; or among values that are all masked columns' own: one that the caller can read, or has made, would tell the others.</summary>
    private bool IsEqualityOfItsOwn(LineageUse use) =>
        use.Other is { IsConstant: true } ? use.Flow.IsCopy && !use.Flow.IsUnknown : IsMaskedWhole(use.Flow) && (use.Other is null || IsMaskedWhole(use.Other));

    private bool IsMaskedWhole(Flow flow) => flow.IsCopy && !flow.IsUnknown && !flow.IsMade && flow.Sources.All(s => schema.RuleOf(s) is not null);

    private UseRefusal Refused(LineageUse use, ColumnRule of, string rule)
    {
        if (use.Flow.IsUnknown && use.Flow.Sources.All(s => schema.RuleOf(s) is null))
            return new($"what is used in {use.Where} comes from code that cannot be read, and could be a column that rule {rule} masks", rule);
        var text = use.Kind switch
        {
            UseKind.Failure => $"{Words(use.Flow)} is masked by rule {rule}, and {use.Where} could fail for some of its values and so tell them",
            UseKind.Effect => $"{Words(use.Flow)} is masked by rule {rule} and may not be handed to {use.Where}, whose effects are not known",
            _ => $"{Words(use.Flow)} is masked by rule {rule} and may not be used to choose, join, group or order rows ({use.Where})",
        };
        return new(text, rule, Hint(use, of));
    }

    private string? Hint(LineageUse use, ColumnRule of)
    {
        var columns = string.Join(", ", Columns(use.Flow));
        if (of.Predicates == PredicateUse.Equality) return $"Compare {columns} itself for being equal to a value (=, IN), or with a column that is masked too.";
        if (use.Kind == UseKind.Failure) return $"Leave {use.Where} out: {columns} may be selected as it is, and comes back masked.";
        return lineage.Outputs.Length > 0 ? $"Without {columns} in {use.Where} the statement is allowed; {columns} may be selected, and comes back masked." : null;
    }

    private string Words(Flow flow) => Columns(flow) is { Count: > 0 } columns ? $"column {string.Join(", ", columns)}" : "a value";

    private List<string> Columns(Flow flow)
    {
        var names = new List<string>();
        foreach (var source in flow.Sources)
            if (schema.RuleOf(source) is not null && schema.Find(source.RelationOid) is { } relation)
                names.Add($"{relation.Relation.Columns.First(c => c.Number == source.Number).Name} of {relation.FullName}");
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
