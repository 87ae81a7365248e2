using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

/// <summary>A column of a relation. <paramref name="Number"/> is pg_attribute.attnum.</summary>
public sealed record CatalogueColumn(short Number, string Name, uint TypeOid, bool IsGenerated);

/// <summary>A relation of the target: table, view, materialised view, foreign or partitioned table.</summary>
/// <param name="Kind">pg_class.relkind.</param>
/// <param name="Parents">OIDs that it inherits from or is a partition of.</param>
/// <param name="DependsOn">Views: the columns that its definition uses, from pg_depend.</param>
public sealed record CatalogueRelation(uint Oid, string Schema, string Name, char Kind, ImmutableArray<CatalogueColumn> Columns, ImmutableArray<uint> Parents, ImmutableArray<CatalogueColumnId> DependsOn);

public readonly record struct CatalogueColumnId(uint RelationOid, short Number);

/// <summary>What the agent knows of a target's schema: immutable, read by the agent over a connection of its own, replaced whole.</summary>
public sealed class TargetCatalogue(ImmutableArray<CatalogueRelation> relations, FrozenSet<string> builtinFunctions, FrozenSet<string> userFunctions, FrozenSet<string> userOperators)
{
    public FrozenDictionary<uint, CatalogueRelation> Relations { get; } = relations.ToFrozenDictionary(r => r.Oid);

    /// <summary>Names in pg_catalog.</summary>
    public FrozenSet<string> BuiltinFunctions { get; } = builtinFunctions;

    /// <summary>Names of functions in any other schema: a call by one of these names may run anything.</summary>
    public FrozenSet<string> UserFunctions { get; } = userFunctions;

    /// <summary>Names of operators outside pg_catalog, which run functions.</summary>
    public FrozenSet<string> UserOperators { get; } = userOperators;
}
