using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

/// <summary>The kinds' names in configuration, tickets and recordings.</summary>
public static class SqlKindWords
{
    private static readonly FrozenDictionary<string, SqlKinds> kinds = Enum.GetValues<SqlKinds>()
        .Where(k => k != SqlKinds.None)
        .ToFrozenDictionary(k => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(k.ToString()), StringComparer.Ordinal);

    /// <summary>All words, in the order of the enumeration.</summary>
    public static ImmutableArray<string> All { get; } = [.. kinds.OrderBy(k => (int)k.Value).Select(k => k.Key)];

    /// <summary>False for a word that is none.</summary>
    public static bool TryParse(string word, out SqlKinds kind) => kinds.TryGetValue(word, out kind);

    public static ImmutableArray<string> Of(SqlKinds value) => [.. All.Where(word => (value & kinds[word]) != 0)];
}
