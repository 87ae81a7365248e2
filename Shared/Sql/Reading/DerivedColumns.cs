using System.Collections.Immutable;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>
/// What stands behind a name that a query gives (<c>select email as e</c>, <c>from f(x) as t(a)</c>): whoever compares or stores <c>e</c> compares or stores <c>email</c>.
/// By name only and over the whole statement, so it finds too much rather than too little.
/// </summary>
internal sealed class DerivedColumns
{
    private readonly Dictionary<string, HashSet<(string? Qualifier, string Name)>> behind = new(StringComparer.Ordinal);
    private readonly HashSet<string> ranges = new(StringComparer.Ordinal);
    private readonly HashSet<(string? Qualifier, string Name)> unnamed = [];

    /// <summary>Notes that <paramref name="name"/> is made of the columns read since <paramref name="first"/>.</summary>
    public void Add(string name, List<SqlColumnUse> columns, int first)
    {
        for (var i = first; i < columns.Count; i++)
            if (!string.Equals(columns[i].Name, name, StringComparison.Ordinal)) Behind(name).Add((columns[i].Qualifier, columns[i].Name));
    }

    /// <summary>Notes that <paramref name="name"/> may be any column of <paramref name="range"/>.</summary>
    public void AddStar(string name, string? range) => Behind(name).Add((range, "*"));

    /// <summary>Notes that the columns read since <paramref name="first"/> go on under names that a star hides: any name may be one of them.</summary>
    public void AddUnnamed(List<SqlColumnUse> columns, int first)
    {
        for (var i = first; i < columns.Count; i++) unnamed.Add((columns[i].Qualifier, columns[i].Name));
    }

    /// <summary>Notes a name in FROM: alone, it is a whole row.</summary>
    public void AddRange(string name) => ranges.Add(name);

    /// <summary>The uses, each once, and what stands behind those that decide or are stored.</summary>
    public ImmutableArray<SqlColumnUse> Complete(List<SqlColumnUse> columns)
    {
        var all = new HashSet<SqlColumnUse>();
        var found = new List<SqlColumnUse>();
        foreach (var use in columns)
            if (all.Add(use)) found.Add(use);
        for (var i = 0; i < found.Count; i++)
        {
            var use = found[i];
            if (use.Qualifier is null && use.Name != "*" && ranges.Contains(use.Name)) Found(new SqlColumnUse(use.Name, "*", use.Place));
            if (use.Place is not (SqlColumnPlace.Predicate or SqlColumnPlace.Source)) continue;
            foreach (var (qualifier, name) in unnamed) Found(new SqlColumnUse(qualifier, name, use.Place));
            if (!behind.TryGetValue(use.Name, out var sources)) continue;
            foreach (var (qualifier, name) in sources) Found(new SqlColumnUse(qualifier, name, use.Place));
        }
        return [.. found];

        void Found(SqlColumnUse use)
        {
            if (all.Add(use)) found.Add(use);
        }
    }

    private HashSet<(string?, string)> Behind(string name)
    {
        if (!behind.TryGetValue(name, out var sources)) behind.Add(name, sources = []);
        return sources;
    }
}
