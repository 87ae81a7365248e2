using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>Column rules seen against a catalogue: what is masked, by OID and number as the server says it, and by name as statements say it.</summary>
internal sealed class MaskedSchema
{
    private readonly FrozenDictionary<uint, MaskedRelation> byOid;
    private readonly FrozenDictionary<string, ImmutableArray<MaskedRelation>> byName;
    private readonly FrozenDictionary<string, ImmutableArray<CatalogueRelation>> known;

    public MaskedSchema(TargetCatalogue catalogue, ImmutableArray<MaskingRuleConfig> rules)
    {
        Catalogue = catalogue;
        FirstRule = rules[0].Name;
        Whole = new ColumnRule(MaskStrength.Redact, FirstRule, null);
        DenyRule = rules.FirstOrDefault(r => r.Predicates != PredicateUse.Allow)?.Name;
        var masked = new MaskedSchemaBuilder(catalogue, rules).Build();
        byOid = masked.ToFrozenDictionary(m => m.Relation.Oid);
        byName = masked.GroupBy(m => m.Relation.Name, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        known = catalogue.Relations.Values.GroupBy(r => r.Name, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
    }

    public TargetCatalogue Catalogue { get; }

    /// <summary>Named where masking is in force for no single column's sake.</summary>
    public string FirstRule { get; }

    /// <summary>A rule that forbids its columns in predicates; null where none does.</summary>
    public string? DenyRule { get; }

    public MaskedRelation? Find(uint oid) => byOid.GetValueOrDefault(oid);

    /// <summary>Names only: which schema a name resolves to is the server's business.</summary>
    public ImmutableArray<MaskedRelation> Named(string name) => byName.GetValueOrDefault(name, []);

    public ImmutableArray<CatalogueRelation> KnownAs(string name) => known.GetValueOrDefault(name, []);

    /// <summary>For what is masked for no single column's sake.</summary>
    public ColumnRule Whole { get; }

    /// <summary>What the rules say of a result's column (PostgreSQL manual, section 55.7, RowDescription). Null: clear.</summary>
    public ColumnRule? RuleOf(uint tableOid, short attribute)
    {
        if (!Knows(tableOid, attribute)) return Whole;
        if (attribute < 0 || Find(tableOid) is not { } relation) return null;
        return attribute == 0 ? Whole : relation.Find(attribute);
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
