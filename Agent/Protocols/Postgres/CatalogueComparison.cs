using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Whether two readings of a schema say the same, so that no session needs to look anew.</summary>
internal static class CatalogueComparison
{
    public static bool AreSame(TargetCatalogue a, TargetCatalogue b) =>
        a.Relations.Count == b.Relations.Count
        && a.BuiltinFunctions.SetEquals(b.BuiltinFunctions)
        && a.UserFunctions.SetEquals(b.UserFunctions)
        && a.UserOperators.SetEquals(b.UserOperators)
        && a.StringTypes.SetEquals(b.StringTypes)
        && a.UserTypes.SetEquals(b.UserTypes)
        && a.VolatileBuiltins.SetEquals(b.VolatileBuiltins)
        && a.Functions.Length == b.Functions.Length && a.Functions.Select(Written).ToHashSet(StringComparer.Ordinal).SetEquals(b.Functions.Select(Written))
        && a.FunctionColumns.Count == b.FunctionColumns.Count
        && a.FunctionColumns.All(f => b.FunctionColumns.TryGetValue(f.Key, out var columns) && columns.AsSpan().SequenceEqual(f.Value.AsSpan()))
        && a.Relations.Values.All(r => b.Relations.TryGetValue(r.Oid, out var other) && AreSame(r, other));

    private static bool AreSame(CatalogueRelation a, CatalogueRelation b) =>
        a.Kind == b.Kind
        && a.RunsUserCode == b.RunsUserCode
        && a.HasRules == b.HasRules
        && a.Foreign == b.Foreign
        && a.Unique.AsSpan().SequenceEqual(b.Unique.AsSpan())
        && a.Key.AsSpan().SequenceEqual(b.Key.AsSpan())
        && a.RowTriggers.AsSpan().SequenceEqual(b.RowTriggers.AsSpan())
        && a.TriggerFunctions.AsSpan().SequenceEqual(b.TriggerFunctions.AsSpan())
        && string.Equals(a.Definition, b.Definition, StringComparison.Ordinal)
        && string.Equals(a.Name, b.Name, StringComparison.Ordinal)
        && string.Equals(a.Schema, b.Schema, StringComparison.Ordinal)
        && a.Columns.AsSpan().SequenceEqual(b.Columns.AsSpan())
        && HaveSame(a.Parents, b.Parents)
        && HaveSame(a.DependsOn, b.DependsOn);

    private static string Written(CatalogueFunction f) => $"{f.Schema}.{f.Name}({string.Join(',', f.Arguments)}) {f.Language} {f.IsVolatile} {f.Body}";

    private static bool HaveSame<T>(System.Collections.Immutable.ImmutableArray<T> a, System.Collections.Immutable.ImmutableArray<T> b) =>
        a.Length == b.Length && (a.AsSpan().SequenceEqual(b.AsSpan()) || a.ToHashSet().SetEquals(b));
}
