using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Column rules seen against a catalogue: what is masked, by OID and number as the server says it, and by name as statements say it.</summary>
internal sealed class MaskedSchema
{
    private readonly FrozenDictionary<uint, MaskedRelation> byOid;
    private readonly FrozenDictionary<string, ImmutableArray<MaskedRelation>> byName;
    private readonly ImmutableArray<(ColumnPattern Pattern, ColumnRule Rule)> patterns;

    public MaskedSchema(TargetCatalogue catalogue, ImmutableArray<MaskingRuleConfig> rules)
    {
        Catalogue = catalogue;
        Lineage = CatalogueLineage.Of(catalogue);
        patterns = [.. rules.SelectMany(r => r.Columns, (r, text) => (ColumnPattern.TryParse(text, out var p) ? p : throw new FormatException($"Masking rule {r.Name}: {text} is not of the form schema.table.column."), ColumnRule.Of(r)))];
        CopyRules = [.. rules.Where(r => r.Copies == CopyUse.Inherit).Select(r => r.Name)];
        FirstRule = rules[0].Name;
        DenyRule = rules.FirstOrDefault(r => r.Predicates != PredicateUse.Allow)?.Name;
        Whole = new ColumnRule(MaskStrength.Redact, FirstRule, [FirstRule], DenyRule is null ? PredicateUse.Allow : PredicateUse.Deny, DenyRule);
        var builder = new MaskedSchemaBuilder(catalogue, rules, patterns);
        var masked = builder.Build();
        AnyRule = builder.FirstNaming;
        byOid = masked.ToFrozenDictionary(m => m.Relation.Oid);
        byName = masked.GroupBy(m => m.Relation.Name, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
    }

    public TargetCatalogue Catalogue { get; }

    public CatalogueLineage Lineage { get; }

    /// <summary>Rules whose columns may be copied to where the same rules cover them.</summary>
    public ImmutableSortedSet<string> CopyRules { get; }

    /// <summary>Named where masking is in force for no single column's sake.</summary>
    public string FirstRule { get; }

    /// <summary>A rule that forbids its columns in predicates; null where none does.</summary>
    public string? DenyRule { get; }

    public MaskedRelation? Find(uint oid) => byOid.GetValueOrDefault(oid);

    /// <summary>Names only: which schema a name resolves to is the server's business.</summary>
    public ImmutableArray<MaskedRelation> Named(string name) => byName.GetValueOrDefault(name, []);

    public ImmutableArray<CatalogueRelation> KnownAs(string name) => Lineage.Named(name);

    /// <summary>A rule that names a column which there is; null where none does.</summary>
    public string? AnyRule { get; }

    /// <summary>A rule on a column of a schema's; null where none of its columns is masked.</summary>
    public string? FirstRuleIn(string? relationSchema) =>
        byOid.Values.Where(m => m.ShowsMasked && !ServerSchema.Is(m.Relation.Schema) && (relationSchema is null || m.Relation.Schema == relationSchema)).OrderBy(m => m.Relation.Oid).FirstOrDefault()?.Strictest.Rule;

    /// <summary>What the rules say of a result's column (PostgreSQL manual, section 55.7, RowDescription). Null: clear.</summary>
    public ColumnRule? RuleOf(uint tableOid, short attribute)
    {
        if (!Knows(tableOid, attribute)) return Whole;
        if (attribute < 0 || Find(tableOid) is not { } relation) return null;
        return attribute == 0 ? Whole : relation.Find(attribute);
    }

    /// <summary>What the two witnesses say of a result's column: lineage, and the origin that the server names. Null: both say that it is clear.</summary>
    public ColumnRule? RuleOf(Flow flow, uint tableOid, short attribute) => Agrees(flow, tableOid, attribute) ? RuleOf(flow) : Whole;

    /// <summary>The strictest of the rules on all that flows; null where none of it is masked.</summary>
    public ColumnRule? RuleOf(Flow flow)
    {
        var rule = flow.IsUnknown ? Whole : null;
        foreach (var source in flow.Sources)
            if (RuleOf(source) is { } one) rule = ColumnRule.Strictest(rule, one);
        return flow.IsCopy ? rule : rule?.Computed();
    }

    public ColumnRule? RuleOf(CatalogueColumnId column) => Find(column.RelationOid)?.Find(column.Number);

    /// <summary>The rules that will concern a column of a relation that is not there yet. Where its schema is not written, only patterns for every schema are sure to cover it.</summary>
    public ColumnRule? RuleOfNew(string? relationSchema, string relation, string column)
    {
        ColumnRule? rule = null;
        foreach (var (pattern, of) in patterns)
            if (pattern.CoversColumn(column) && (relationSchema is null ? pattern.CoversEverySchemaOf(relation) : pattern.CoversRelation(relationSchema, relation))) rule = ColumnRule.Strictest(rule, of);
        return rule;
    }

    /// <summary>For what may be anything: as strict as the strictest rule.</summary>
    public ColumnRule Whole { get; }

    private static bool Agrees(Flow flow, uint tableOid, short attribute)
    {
        if (tableOid == 0) return flow.Origins.IsEmpty || flow.MayLoseOrigin;
        // ctid, xmin and their like are made of no column; a whole row of all of its relation's.
        if (attribute < 0) return flow.IsConstant;
        if (attribute == 0) return !flow.Sources.IsEmpty && flow.Sources.All(s => s.RelationOid == tableOid);
        return flow.Origins.Contains(new CatalogueColumnId(tableOid, attribute));
    }

    /// <summary>Attribute 0 is the whole row, negative ones are ctid, xmin, tableoid and their like, which hold nothing of the columns.</summary>
    public bool Knows(uint tableOid, short attribute)
    {
        if (!Catalogue.Relations.TryGetValue(tableOid, out var relation)) return false;
        if (attribute <= 0) return true;
        foreach (var column in relation.Columns)
            if (column.Number == attribute) return true;
        return false;
    }
}
