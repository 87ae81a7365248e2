using System.Collections.Immutable;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>What can flow into a value: the columns of relations that it is made of. Views are relations here: what stands behind their columns is their own definition's lineage.</summary>
public sealed class Flow
{
    private Flow(ImmutableHashSet<CatalogueColumnId> sources) => Sources = sources;

    /// <summary>A constant: made of no column.</summary>
    public static Flow None { get; } = new([]) { IsCopy = true, IsMade = true };

    /// <summary>The constant NULL, which is equal to nothing.</summary>
    public static Flow Null { get; } = new([]) { IsCopy = true };

    /// <summary>What code gives back that lineage cannot look into: anything.</summary>
    public static Flow Anything { get; } = new([]) { IsUnknown = true };

    /// <summary>Every column that the value may depend on, other than by choosing rows.</summary>
    public ImmutableHashSet<CatalogueColumnId> Sources { get; }

    /// <summary>The value is that of one of the sources, or a constant, unchanged: a mask that keeps characters keeps the right ones.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>Among the values may be one that the statement makes itself, of no column: compared with a column it is a guess.</summary>
    public bool IsMade { get; private init; }

    /// <summary>Code that cannot be read has a part in it.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>Surely a string, so that text operators mean what they say.</summary>
    public bool IsText { get; init; }

    /// <summary>The column as which the server will name this value in RowDescription (markTargetListOrigin in parse_target.c); several where a bare name may be any of several relations; empty where it will say 0.</summary>
    public ImmutableArray<CatalogueColumnId> Origins { get; private init; } = [];

    /// <summary>The server may say 0 all the same: it converts the value where types differ.</summary>
    public bool MayLoseOrigin { get; private init; }

    /// <summary>It depends on no column and on no code.</summary>
    public bool IsConstant => Sources.IsEmpty && !IsUnknown;

    public static Flow OfColumns(IEnumerable<CatalogueColumnId> columns, bool isText)
    {
        ImmutableArray<CatalogueColumnId> all = [.. columns];
        return new Flow([.. all]) { IsCopy = true, Origins = all, IsText = isText };
    }

    /// <summary>Computed from this.</summary>
    public Flow Derived(bool isText = false) => IsConstant ? (isText ? new Flow([]) { IsText = true, IsMade = true } : None) : new Flow(Sources) { IsUnknown = IsUnknown, IsText = isText };

    /// <summary>The same value, but no longer the column itself to the server.</summary>
    public Flow WithoutOrigin(bool? isText = null) => new(Sources) { IsCopy = IsCopy, IsMade = IsMade, IsUnknown = IsUnknown, IsText = isText ?? IsText };

    /// <summary>The same value, converted where the types on the two sides of a join differ.</summary>
    public Flow Merged(Flow other)
    {
        var either = Either(other);
        return new Flow(either.Sources) { IsCopy = either.IsCopy, IsMade = either.IsMade, IsUnknown = either.IsUnknown, IsText = either.IsText, Origins = Origins, MayLoseOrigin = true };
    }

    /// <summary>One of the two values.</summary>
    public Flow Either(Flow other) => new(Sources.Union(other.Sources))
    {
        IsCopy = IsCopy && other.IsCopy,
        IsMade = IsMade || other.IsMade,
        IsUnknown = IsUnknown || other.IsUnknown,
        IsText = IsText && other.IsText,
    };

    /// <summary>Computed from both.</summary>
    public Flow And(Flow other) => ReferenceEquals(other, None) && !IsCopy ? this : new(Sources.Union(other.Sources)) { IsUnknown = IsUnknown || other.IsUnknown };

    /// <summary>The same value, which also tells something about <paramref name="control"/>.</summary>
    public Flow DependingOn(Flow control) => control.IsConstant ? this : And(control);
}
