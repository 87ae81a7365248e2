using System.Collections.Frozen;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Columns;

/// <summary>A relation with masked columns, or a view that is made of such columns though it shows none.</summary>
/// <param name="columns">By attribute number.</param>
/// <param name="behind">What its definition touches; null for what is no view.</param>
/// <param name="predicates">By name: the columns that may not stand in predicates, with the rule that says so.</param>
internal sealed class MaskedRelation(CatalogueRelation relation, FrozenDictionary<short, ColumnRule> columns, ColumnRule? behind, FrozenDictionary<string, string> predicates)
{
    private readonly FrozenDictionary<string, ColumnRule> byName = relation.Columns
        .Select(c => (c.Name, Rule: columns.GetValueOrDefault(c.Number)))
        .Where(c => c.Rule is not null)
        .DistinctBy(c => c.Name)
        .ToFrozenDictionary(c => c.Name, c => c.Rule!, StringComparer.Ordinal);

    public CatalogueRelation Relation => relation;

    public string FullName { get; } = relation.Schema + "." + relation.Name;

    /// <summary>The strictest of all its columns: for what takes the whole row.</summary>
    public ColumnRule Strictest { get; } = columns.Values.Append(columns.Count == 0 ? behind : null).OfType<ColumnRule>().Aggregate(ColumnRule.Strictest);

    /// <summary>It shows masked columns; otherwise only its definition touches some.</summary>
    public bool ShowsMasked => columns.Count > 0;

    public ColumnRule? Find(short number) => columns.GetValueOrDefault(number);

    public ColumnRule? Find(string column) => byName.GetValueOrDefault(column);

    public string? DenyRule(string column) => predicates.GetValueOrDefault(column);

    /// <summary>A rule that denies predicates on any of its columns.</summary>
    public string? AnyDenyRule { get; } = predicates.Count == 0 ? null : predicates.OrderBy(p => p.Key, StringComparer.Ordinal).First().Value;
}
