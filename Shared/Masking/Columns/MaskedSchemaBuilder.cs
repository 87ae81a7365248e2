using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Resolves column rules: the columns that they name, the namesakes in partitions, children and parents, and the views over all of them.</summary>
internal sealed class MaskedSchemaBuilder(TargetCatalogue catalogue, ImmutableArray<MaskingRuleConfig> rules)
{
    private readonly Dictionary<uint, Dictionary<short, ColumnRule>> columns = [];
    private readonly Dictionary<uint, ColumnRule> whole = [];

    public IReadOnlyList<MaskedRelation> Build()
    {
        NameColumns();
        var children = catalogue.Relations.Values
            .SelectMany(r => r.Parents, (child, parent) => (child, parent))
            .ToLookup(p => p.parent, p => p.child);
        // A child's rows are read through its parents, so upwards comes last and takes along what came down another way.
        Spread(r => children[r.Oid]);
        Spread(r => r.Parents.Select(p => catalogue.Relations.GetValueOrDefault(p)).OfType<CatalogueRelation>());
        MaskSensitiveRelations();
        MaskViews();
        return [.. catalogue.Relations.Values.Where(IsMasked).Select(Masked)];
    }

    private void NameColumns()
    {
        foreach (var (rule, pattern) in rules.SelectMany(r => r.Columns, (r, text) => (r, ColumnPattern.TryParse(text, out var p) ? p : throw new FormatException($"Masking rule {r.Name}: {text} is not of the form schema.table.column."))))
        foreach (var relation in catalogue.Relations.Values.Where(r => pattern.CoversRelation(r.Schema, r.Name)))
        foreach (var column in relation.Columns.Where(c => pattern.CoversColumn(c.Name)))
            Add(relation.Oid, column.Number, ColumnRule.Of(rule));
    }

    private bool Add(uint oid, short number, ColumnRule rule)
    {
        if (!columns.TryGetValue(oid, out var ofRelation)) columns.Add(oid, ofRelation = []);
        var before = ofRelation.GetValueOrDefault(number);
        var after = ColumnRule.Strictest(before, rule);
        ofRelation[number] = after;
        return after != before;
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
            whole[relation.Oid] = new ColumnRule(MaskStrength.Redact, rules[0].Name, rules.FirstOrDefault(r => r.Predicates != PredicateUse.Allow)?.Name);
    }

    /// <summary>Views on views are found by going round until nothing is added. The server's own views are judged by <see cref="SensitiveRelations"/> alone: many use pg_authid for a role's name.</summary>
    private void MaskViews()
    {
        var views = catalogue.Relations.Values.Where(r => r.Kind is 'v' or 'm' && !ServerSchema.Is(r.Schema)).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var view in views)
            {
                var before = whole.GetValueOrDefault(view.Oid);
                var after = before;
                foreach (var used in view.DependsOn.Where(d => d.RelationOid != view.Oid).SelectMany(RulesOf))
                    after = ColumnRule.Strictest(after, used with { Method = MaskStrength.Strictest(used.Method, MaskStrength.Redact) });
                if (view.RunsUserCode) after ??= new ColumnRule(MaskStrength.Redact, rules[0].Name, null);
                if (after == before) continue;
                whole[view.Oid] = after!;
                changed = true;
            }
        }
    }

    private IEnumerable<ColumnRule> RulesOf(CatalogueColumnId id)
    {
        if (whole.TryGetValue(id.RelationOid, out var all)) yield return all;
        if (!columns.TryGetValue(id.RelationOid, out var ofRelation)) yield break;
        foreach (var rule in id.Number == 0 ? [.. ofRelation.Values] : ofRelation.TryGetValue(id.Number, out var one) ? new[] { one } : [])
            yield return rule;
    }

    private bool IsMasked(CatalogueRelation relation) => columns.ContainsKey(relation.Oid) || whole.ContainsKey(relation.Oid);

    private MaskedRelation Masked(CatalogueRelation relation)
    {
        var ofRelation = columns.GetValueOrDefault(relation.Oid) ?? [];
        var all = whole.GetValueOrDefault(relation.Oid);
        var numbers = relation.Columns.ToDictionary(c => c.Number, c => all is null ? ofRelation.GetValueOrDefault(c.Number) : ColumnRule.Strictest(ofRelation.GetValueOrDefault(c.Number), all));
        var denied = relation.Columns
            .Where(c => numbers[c.Number]?.DenyRule is not null && (!SensitiveRelations.Contains(relation.Schema, relation.Name) || SensitiveRelations.HoldsSamples(c.Name) || ofRelation.ContainsKey(c.Number)))
            .DistinctBy(c => c.Name)
            .ToFrozenDictionary(c => c.Name, c => numbers[c.Number]!.DenyRule!, StringComparer.Ordinal);
        return new MaskedRelation(relation, numbers.Where(n => n.Value is not null).ToFrozenDictionary(n => n.Key, n => n.Value!), all, denied);
    }
}
