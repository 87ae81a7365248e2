using System.Collections.Immutable;

namespace HoopLike.Shared.Sql.Lineage;

internal readonly record struct RangeColumn(string Name, Flow Flow);

/// <summary>What stands in FROM under a name. <paramref name="Rest"/>: columns beyond those listed may be named, each of this flow; null where the list is whole.</summary>
internal sealed record Range(string? Schema, string? Name, ImmutableArray<RangeColumn> Columns, Flow? Rest = null)
{
    /// <summary>The relation whose columns these are, one by one; null where it is none, or may be one of several.</summary>
    public CatalogueRelation? Table { get; init; }

    /// <summary>The whole row as one value.</summary>
    public Flow Row => Columns.Aggregate(Rest ?? Flow.None, (row, c) => row.And(c.Flow)).Derived();
}

/// <summary>An item of FROM: the names that can qualify a column, and the columns that need no qualifier, in the order of a star.</summary>
internal sealed record FromItem(ImmutableArray<Range> Ranges, ImmutableArray<RangeColumn> Columns, Flow? Rest = null)
{
    public static FromItem Of(Range range) => new([range], range.Columns, range.Rest);
}

/// <summary>A query under a name in WITH.</summary>
internal sealed record Cte(string Name, ImmutableArray<RangeColumn> Columns, Cte? Outer)
{
    public static Cte? Find(Cte? ctes, string name)
    {
        for (var at = ctes; at is not null; at = at.Outer)
            if (string.Equals(at.Name, name, StringComparison.Ordinal)) return at;
        return null;
    }
}

/// <summary>What column names mean at one level of a query; outer levels are asked where this one has no such name.</summary>
internal sealed class LineageScope(LineageScope? outer, Cte? ctes)
{
    private readonly List<FromItem> items = [];

    public LineageScope? Outer => outer;

    public Cte? Ctes => ctes;

    /// <summary>Named windows, by what partitions and orders them.</summary>
    public Dictionary<string, Flow> Windows { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<FromItem> Items => items;

    public void Add(FromItem item) => items.Add(item);

    public IEnumerable<RangeColumn> Star => items.SelectMany(i => i.Rest is null ? i.Columns : throw new UnprovenException("a star stands for columns that are not known"));

    /// <summary>Null where no level has it.</summary>
    public Flow? FindColumn(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            var found = scope.items.SelectMany(i => i.Columns).Where(c => c.Name == name).Take(2).ToArray();
            if (found.Length > 1) throw new UnprovenException($"column {name} is ambiguous");
            if (found.Length == 1) return found[0].Flow;
            if (scope.items.Any(i => i.Rest is not null)) throw new UnprovenException($"{name} may be a column of something whose columns are not known");
        }
        return null;
    }

    /// <summary>Null where no level has it.</summary>
    public Range? FindRange(string? schema, string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            var found = scope.items.SelectMany(i => i.Ranges).Where(r => r.Name == name && (schema is null || r.Schema == schema)).Take(2).ToArray();
            if (found.Length > 1) throw new UnprovenException($"{name} is ambiguous");
            if (found.Length == 1) return found[0];
        }
        return null;
    }
}
