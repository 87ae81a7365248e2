using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

/// <summary>A column of a relation. <paramref name="Number"/> is pg_attribute.attnum.</summary>
public sealed record CatalogueColumn(short Number, string Name, uint TypeOid, bool IsGenerated)
{
    /// <summary>Generated columns: what they are computed by, as pg_get_expr writes it.</summary>
    public string? Expression { get; init; }

    /// <summary>Foreign tables: what it is called where it is; null where its own name is the one.</summary>
    public string? ForeignName { get; init; }
}

/// <summary>A relation as a foreign table's options name it.</summary>
public sealed record ForeignName(string Schema, string Name);

/// <summary>A relation of the target: table, view, materialised view, foreign or partitioned table.</summary>
/// <param name="Kind">pg_class.relkind.</param>
/// <param name="Parents">OIDs that it inherits from or is a partition of.</param>
/// <param name="DependsOn">Views: the columns that its definition uses, from pg_depend. Number 0 stands for the whole row: pg_depend drops a whole-row use beside a column of the same relation, and
/// any use of a relation that initdb pinned (pg_statistic), so each relation of the definition (<c>:relid N</c> in pg_rewrite.ev_action) is listed with 0 where ev_action contains
/// <c>:varattno 0 </c> or N is below 16384.</param>
public sealed record CatalogueRelation(uint Oid, string Schema, string Name, char Kind, ImmutableArray<CatalogueColumn> Columns, ImmutableArray<uint> Parents, ImmutableArray<CatalogueColumnId> DependsOn)
{
    /// <summary>Views: the definition calls a function or operator outside pg_catalog (pg_depend on pg_proc or pg_operator), so that it may read anything.</summary>
    public bool RunsUserCode { get; init; }

    /// <summary>Views: the query, as pg_get_viewdef writes it with every name qualified that is not in pg_catalog.</summary>
    public string? Definition { get; init; }

    /// <summary>Columns of the primary key: all others of a row hang on them. Empty where there is none, where it is checked at the end of a transaction only, and where children of the relation may repeat it.</summary>
    public ImmutableArray<short> Key { get; init; } = [];

    /// <summary>Functions that its triggers run, by name.</summary>
    public ImmutableArray<string> TriggerFunctions { get; init; } = [];

    /// <summary>Those of them that run before a row is written, and may change it.</summary>
    public ImmutableArray<string> RowTriggers { get; init; } = [];

    /// <summary>Columns that a unique or exclusion constraint or index looks at.</summary>
    public ImmutableArray<short> Unique { get; init; } = [];

    /// <summary>Foreign tables: what they are called where they are; null for all others.</summary>
    public ForeignName? Foreign { get; init; }

    /// <summary>What a write to it does and answers is decided by rules.</summary>
    public bool HasRules { get; init; }
}

/// <summary>A function that somebody made.</summary>
/// <param name="Language">pg_language.lanname; <c>computing</c> for those of extensions which only compute.</param>
/// <param name="Body">pg_proc.prosrc, or for a body in standard SQL what pg_get_function_sqlbody writes.</param>
public sealed record CatalogueFunction(string Schema, string Name, string Language, string Body)
{
    /// <summary>Declared volatile: the server lets it write.</summary>
    public bool IsVolatile { get; init; } = true;

    /// <summary>Names of its arguments, as far as they have any.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];
}

public readonly record struct CatalogueColumnId(uint RelationOid, short Number);

/// <summary>What the agent knows of a target's schema: immutable, read by the agent over a connection of its own, replaced whole.</summary>
public sealed class TargetCatalogue(ImmutableArray<CatalogueRelation> relations, FrozenSet<string> builtinFunctions, FrozenSet<string> userFunctions, FrozenSet<string> userOperators)
{
    /// <summary>Everything in pg_class that has rows of its own or shows others' (relkind r, p, v, m, f, S), pg_catalog and information_schema included: what is missing here counts as unknown and is masked.</summary>
    public FrozenDictionary<uint, CatalogueRelation> Relations { get; } = relations.ToFrozenDictionary(r => r.Oid);

    /// <summary>Names in pg_catalog.</summary>
    public FrozenSet<string> BuiltinFunctions { get; } = builtinFunctions;

    /// <summary>Those of them that are declared volatile: they change something, or give something else each time.</summary>
    public FrozenSet<string> VolatileBuiltins { get; init; } = [];

    /// <summary>Names of functions in any other schema: a call by one of these names may run anything.</summary>
    public FrozenSet<string> UserFunctions { get; } = userFunctions;

    /// <summary>Those functions, with what they run.</summary>
    public ImmutableArray<CatalogueFunction> Functions { get; init; } = [];

    /// <summary>Columns that a function gives in FROM, by its name: empty where they cannot be told by the name alone. Functions that are not here give one.</summary>
    public FrozenDictionary<string, ImmutableArray<string>> FunctionColumns { get; init; } = FrozenDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Names of types outside pg_catalog, relations' row types left out.</summary>
    public FrozenSet<string> UserTypes { get; init; } = [];

    /// <summary>Names of operators outside pg_catalog, which run functions.</summary>
    public FrozenSet<string> UserOperators { get; } = userOperators;

    /// <summary>OIDs of types outside pg_catalog that are strings in text and in binary (pg_type.typcategory S: citext, domains over text).</summary>
    public FrozenSet<uint> StringTypes { get; init; } = [];

    /// <summary>Names of relations that transactions which have not ended are making over masked columns. Nobody can say yet what they mean.</summary>
    public FrozenSet<string> Unsettled { get; private init; } = [];

    /// <summary>The same schema while such names are about.</summary>
    public TargetCatalogue With(FrozenSet<string> unsettled) => Copy(Relations.Values, unsettled);

    /// <summary>The same schema with the queries behind views, by OID.</summary>
    public TargetCatalogue Showing(IReadOnlyDictionary<uint, string> definitions) =>
        definitions.Count == 0 ? this : Copy(Relations.Values.Select(r => definitions.TryGetValue(r.Oid, out var definition) ? r with { Definition = definition } : r), Unsettled);

    private TargetCatalogue Copy(IEnumerable<CatalogueRelation> relations, FrozenSet<string> unsettled) => new([.. relations], BuiltinFunctions, UserFunctions, UserOperators)
    {
        VolatileBuiltins = VolatileBuiltins, Functions = Functions, FunctionColumns = FunctionColumns, UserTypes = UserTypes, StringTypes = StringTypes, Unsettled = unsettled,
    };
}
