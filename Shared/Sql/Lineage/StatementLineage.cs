using System.Collections.Immutable;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>How a column is used other than by showing it.</summary>
public enum UseKind
{
    /// <summary>Compared for being equal: with constants and parameters, with other columns (then <see cref="LineageUse.Other"/> says which), or among rows (GROUP BY, DISTINCT, UNION).</summary>
    Equality,

    /// <summary>It decides which rows there are, in which order, or which branch is taken.</summary>
    Choice,

    /// <summary>What is computed from it fails for some values: the error tells one from the other.</summary>
    Failure,

    /// <summary>It is handed to code that may carry it elsewhere.</summary>
    Effect,

    /// <summary>It is handed to a function of the server's own that leaves something behind: settings, messages, locks, sequences, large objects.</summary>
    Carry,
}

/// <summary>A use of columns that masking the answer cannot make good.</summary>
/// <param name="Where">The clause, in words: <c>WHERE</c>, <c>ORDER BY</c>, <c>a cast to integer</c>.</param>
/// <param name="Other">Equality: the other side, which is constant for constants and parameters. Null for rows among themselves.</param>
public sealed record LineageUse(Flow Flow, UseKind Kind, string Where, Flow? Other = null);

/// <summary>A constant or parameter that is compared for equality with a column's own value.</summary>
/// <param name="Column">The column's flow: a copy.</param>
/// <param name="Offset">Where the constant begins in the text, in bytes; -1 for a parameter.</param>
/// <param name="Parameter">The number of <c>$n</c>; 0 for a constant.</param>
/// <param name="IsArray">Compared by <c>= ANY</c>: the elements are meant.</param>
/// <param name="IsExact">As it is written: no cast cuts or converts it first.</param>
/// <param name="Values">How many values it holds at most, as far as the text says: those of an array constant; 1 for all else.</param>
public sealed record Comparand(Flow Column, int Offset, int Parameter, bool IsArray, bool IsExact, int Values = 1);

/// <summary>A value that a statement stores.</summary>
/// <param name="Schema">As written; null where it is not.</param>
/// <param name="Target">The column stored to, where the relation is known; null for a relation that the statement makes.</param>
public sealed record LineageStore(string? Schema, string Relation, string Column, CatalogueColumnId? Target, Flow Flow);

/// <summary>A column of a result.</summary>
public sealed record LineageOutput(string Name, Flow Flow);

/// <summary>What flows where in one statement, as far as its text and the catalogue prove it.</summary>
public sealed record StatementLineage
{
    /// <summary>Null when the lineage is proven; else why not, in words. Then everything may flow everywhere.</summary>
    public string? Unproven { get; init; }

    /// <summary>The columns of the answer, in order; empty where rows are not answered.</summary>
    public ImmutableArray<LineageOutput> Outputs { get; init; } = [];

    public ImmutableArray<LineageUse> Uses { get; init; } = [];

    public ImmutableArray<LineageStore> Stores { get; init; } = [];

    /// <summary>CREATE VIEW: the columns of the view.</summary>
    public ImmutableArray<LineageOutput> Shows { get; init; } = [];

    /// <summary>All constants and parameters that are compared for equality with a column's own value.</summary>
    public ImmutableArray<Comparand> Compared { get; init; } = [];

    /// <summary>Kept for later (PREPARE): what its parameters will be is not seen.</summary>
    public bool IsKept { get; init; }

    /// <summary>Those of them that may be turned back, since it meets a column's own values only: a parameter that is used for anything else is not here.</summary>
    public ImmutableArray<Comparand> Comparands { get; init; } = [];

    /// <summary>The answer is a plan, not rows.</summary>
    public bool IsExplain { get; init; }

    public static StatementLineage NotProven(string why) => new() { Unproven = why };
}
