using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Resolves column rules: the columns that they name, the namesakes in partitions, children and parents, what is computed from them, and the views over all of them.</summary>
internal sealed class MaskedSchemaBuilder(TargetCatalogue catalogue, ImmutableArray<MaskingRuleConfig> rules, ImmutableArray<(ColumnPattern Pattern, ColumnRule Rule)> patterns)
{
    private readonly Dictionary<uint, Dictionary<short, ColumnRule>> columns = [];

    /// <summary>Of views: what their definitions touch, shown or not.</summary>
    private readonly Dictionary<uint, ColumnRule> behind = [];

    private readonly CatalogueLineage lineage = CatalogueLineage.Of(catalogue);

    /// <summary>For what may be anything.</summary>
    private ColumnRule Unknown { get; } = new ColumnRule(MaskStrength.Redact, rules[0].Name, [.. rules.Select(r => r.Name)], rules.Max(r => r.Predicates), rules.MaxBy(r => r.Predicates) is { Predicates: not PredicateUse.Allow } strict ? strict.Name : null).Incomparable();

    /// <summary>The first rule that names a column which there is; null where none does, and before <see cref="Build"/>.</summary>
    public string? FirstNaming { get; private set; }

    public IReadOnlyList<MaskedRelation> Build()
    {
        NameColumns();
        SpreadToRelatives();
        MaskSensitiveRelations();
        var relations = catalogue.Relations.Values;
        CatalogueRelation[] generated = [.. relations.Where(r => r.Kind is not ('v' or 'm') && r.Columns.Any(c => c.IsGenerated))];
        (CatalogueRelation Relation, string? Column, Flow Flow)[] assigned = [.. relations.SelectMany(r => r.RowTriggers.SelectMany(f => lineage.OfTrigger(r, f)), (r, a) => (r, a.Column, a.Flow))];
        CatalogueRelation[] foreign = [.. relations.Where(r => r.Foreign is not null)];
        // The server's own views are judged by SensitiveRelations alone: many use pg_authid for a role's name.
        CatalogueRelation[] views = [.. relations.Where(r => r.Kind is 'v' or 'm' && !ServerSchema.Is(r.Schema) && !SensitiveRelations.Contains(r.Schema, r.Name))];
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var relation in generated) changed |= MaskGenerated(relation);
            foreach (var (relation, column, flow) in assigned) changed |= MaskAssigned(relation, column, flow);
            foreach (var relation in foreign) changed |= MaskForeign(relation);
            foreach (var view in views) changed |= MaskView(view);
            if (changed) SpreadToRelatives();
        }
        return [.. catalogue.Relations.Values.Where(r => columns.ContainsKey(r.Oid) || behind.ContainsKey(r.Oid)).Select(Masked)];
    }

    /// <summary>By their own names, and foreign tables' also by those that they have where they are.</summary>
    private void NameColumns()
    {
        foreach (var (pattern, rule) in patterns)
        foreach (var relation in catalogue.Relations.Values)
        {
            var isNamed = pattern.CoversRelation(relation.Schema, relation.Name);
            var isNamedThere = relation.Foreign is { } foreign && pattern.CoversRelation(foreign.Schema, foreign.Name);
            if (!isNamed && !isNamedThere) continue;
            foreach (var column in relation.Columns.Where(c => (isNamed && pattern.CoversColumn(c.Name)) || (isNamedThere && pattern.CoversColumn(c.ForeignName ?? c.Name))))
            {
                FirstNaming ??= rule.Rule;
                Add(relation.Oid, column.Number, rule);
            }
        }
    }

    /// <summary>A foreign table may lead back into this very database: what is masked under the name that it uses is masked in it.</summary>
    private bool MaskForeign(CatalogueRelation relation)
    {
        var changed = false;
        foreach (var namesake in lineage.Named(relation.Foreign!.Schema, relation.Foreign.Name).Where(r => r.Oid != relation.Oid))
        {
            if (!columns.TryGetValue(namesake.Oid, out var there)) continue;
            foreach (var column in relation.Columns)
                if (namesake.Columns.FirstOrDefault(c => c.Name == (column.ForeignName ?? column.Name)) is { } own && there.TryGetValue(own.Number, out var rule)) changed |= Add(relation.Oid, column.Number, rule);
        }
        return changed;
    }

    private bool Add(uint oid, short number, ColumnRule rule)
    {
        if (!columns.TryGetValue(oid, out var ofRelation)) columns.Add(oid, ofRelation = []);
        var before = ofRelation.GetValueOrDefault(number);
        var after = ColumnRule.Strictest(before, rule);
        ofRelation[number] = after;
        return !after.Equals(before);
    }

    /// <summary>A child's rows are read through its parents, so upwards comes last and takes along what came down another way.</summary>
    private void SpreadToRelatives()
    {
        var children = catalogue.Relations.Values
            .SelectMany(r => r.Parents, (child, parent) => (child, parent))
            .ToLookup(p => p.parent, p => p.child);
        Spread(r => children[r.Oid]);
        Spread(r => r.Parents.Select(p => catalogue.Relations.GetValueOrDefault(p)).OfType<CatalogueRelation>());
    }

    private void Spread(Func<CatalogueRelation, IEnumerable<CatalogueRelation>> relatives)
    {
        var open = new Queue<uint>(columns.Keys);
        while (open.TryDequeue(out var oid))
        {
            var from = catalogue.Relations[oid];
            foreach (var to in relatives(from))
            foreach (var (number, rule) in columns[oid].ToArray())
            {
                var name = from.Columns.First(c => c.Number == number).Name;
                if (to.Columns.FirstOrDefault(c => c.Name == name) is { } namesake && Add(to.Oid, namesake.Number, rule)) open.Enqueue(to.Oid);
            }
        }
    }

    private void MaskSensitiveRelations()
    {
        foreach (var relation in catalogue.Relations.Values.Where(r => SensitiveRelations.Contains(r.Schema, r.Name)))
        foreach (var column in relation.Columns.Where(c => SensitiveRelations.Shows(relation.Schema, relation.Name, c.Name)))
            Add(relation.Oid, column.Number, SensitiveRelations.HoldsSamples(column.Name) ? Unknown : Unknown with { Predicates = PredicateUse.Allow, DenyRule = null });
    }

    private bool MaskGenerated(CatalogueRelation relation)
    {
        var changed = false;
        foreach (var column in relation.Columns.Where(c => c.IsGenerated))
            if (RuleOf(lineage.OfGenerated(relation, column)) is { } rule) changed |= Add(relation.Oid, column.Number, rule.Computed().Incomparable());
        return changed;
    }

    /// <summary>What triggers put into rows before they are written, RETURNING shows at once and everybody reads later.</summary>
    /// <param name="name">Null for every column.</param>
    private bool MaskAssigned(CatalogueRelation relation, string? name, Flow flow)
    {
        if (RuleOf(flow) is not { } rule) return false;
        var changed = false;
        foreach (var column in relation.Columns.Where(c => (name is null || c.Name == name) && (flow.IsUnknown || flow.Sources.Any(s => s != new CatalogueColumnId(relation.Oid, c.Number)))))
            changed |= Add(relation.Oid, column.Number, rule);
        return changed;
    }

    private bool MaskView(CatalogueRelation view)
    {
        var changed = false;
        var flows = lineage.OfView(view);
        var touched = Touched(view);
        for (var i = 0; i < view.Columns.Length; i++)
        {
            // What is not understood depends on all that the definition depends on.
            var rule = !flows.IsDefault ? RuleOf(flows[i]) : view.RunsUserCode ? Unknown : touched?.Computed().Incomparable();
            if (rule is not null) changed |= Add(view.Oid, view.Columns[i].Number, rule);
        }
        if (touched is null || (behind.TryGetValue(view.Oid, out var before) && before.Equals(touched))) return changed;
        behind[view.Oid] = touched;
        return true;
    }

    private ColumnRule? Touched(CatalogueRelation view)
    {
        var touched = view.RunsUserCode ? Unknown : null;
        foreach (var used in view.DependsOn.Where(d => d.RelationOid != view.Oid))
        {
            if (behind.TryGetValue(used.RelationOid, out var deeper)) touched = ColumnRule.Strictest(touched, deeper);
            if (!columns.TryGetValue(used.RelationOid, out var ofRelation)) continue;
            foreach (var (number, rule) in ofRelation)
                if (used.Number == 0 || used.Number == number) touched = ColumnRule.Strictest(touched, rule);
        }
        return touched;
    }

    /// <summary>Null where nothing that flows is masked.</summary>
    private ColumnRule? RuleOf(Flow flow)
    {
        var rule = flow.IsUnknown ? Unknown : null;
        foreach (var source in flow.Sources)
            if (columns.TryGetValue(source.RelationOid, out var ofRelation) && ofRelation.TryGetValue(source.Number, out var one)) rule = ColumnRule.Strictest(rule, one);
        return flow is { IsCopy: true, IsMade: false } ? rule : flow.IsCopy ? rule?.Incomparable() : rule?.Computed().Incomparable();
    }

    private MaskedRelation Masked(CatalogueRelation relation)
    {
        var ofRelation = columns.GetValueOrDefault(relation.Oid) ?? [];
        var denied = relation.Columns
            .Where(c => ofRelation.GetValueOrDefault(c.Number)?.DenyRule is not null)
            .DistinctBy(c => c.Name)
            .ToFrozenDictionary(c => c.Name, c => ofRelation[c.Number].DenyRule!, StringComparer.Ordinal);
        return new MaskedRelation(relation, ofRelation.ToFrozenDictionary(), behind.GetValueOrDefault(relation.Oid), denied);
    }
}
