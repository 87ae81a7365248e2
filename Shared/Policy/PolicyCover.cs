using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>Compares policies: whether one has its say wherever another does, and which of the two goes first.</summary>
public static class PolicyCover
{
    /// <summary>Wherever <paramref name="inner"/> applies, <paramref name="outer"/> does too. False where that cannot be told from the two alone.</summary>
    /// <param name="connections">Those there are: what a policy would say of others is not asked.</param>
    public static bool Covers(PolicyConfig outer, PolicyConfig inner, IReadOnlyList<ConnectionConfig> connections) =>
        outer.Scope == inner.Scope
        && !AreApart(outer, inner)
        && connections.Where(inner.Connections.Matches).All(outer.Connections.Matches)
        && Covers(outer.Subjects, inner.Subjects)
        && (outer.When is null || (inner.When is { } window && Same(outer.When, window)))
        && (outer.Sql is null || (inner.Sql is { } match && Covers(outer.Sql, match)))
        && (outer.Http is null || (inner.Http is { } request && Covers(outer.Http, request, outer.Effect)));

    /// <summary>What holds a COMMIT says nothing of whether the statement runs, and the other way round: where both apply, both have their say.</summary>
    public static bool AreApart(PolicyConfig outer, PolicyConfig inner)
    {
        var (first, second) = (new PolicyRule(outer), new PolicyRule(inner));
        return first.IsAtCommit != second.IsAtCommit && first.Effect != PolicyEffect.Deny;
    }

    /// <summary>Where both apply, <paramref name="first"/> has its way.</summary>
    public static bool GoesBefore(PolicyConfig first, PolicyConfig second) => RulePrecedence.Compare(new PolicyRule(first), new PolicyRule(second)) < 0;

    private static bool Covers(SubjectMatch outer, SubjectMatch inner) =>
        Covers(outer.Groups, inner.Groups) && Covers(outer.Identities, inner.Identities) && Covers(outer.Kinds, inner.Kinds);

    private static bool Covers(SqlMatch outer, SqlMatch inner) =>
        Covers(outer.Kinds, inner.Kinds) && Covers(outer.Tables, inner.Tables, CoversName) && Covers(outer.Functions, inner.Functions, CoversName) && (!outer.WithoutWhere || inner.WithoutWhere);

    /// <summary>By the texts of the patterns. A rule that allows does not count a body that cannot be read, one that restricts does.</summary>
    private static bool Covers(HttpMatch outer, HttpMatch inner, PolicyEffect effect) =>
        (effect != PolicyEffect.Allow || !new RequestMatch(outer).AsksBody)
        && Covers(outer.Methods, inner.Methods) && Covers(outer.Paths, inner.Paths) && (outer.Paths.IsDefaultOrEmpty || outer.IgnorePathCase || !inner.IgnorePathCase)
        && Covers(outer.Headers, inner.Headers, StringComparer.OrdinalIgnoreCase) && Covers(outer.JsonPaths, inner.JsonPaths, StringComparer.Ordinal)
        && outer.ServerRequests.IsDefaultOrEmpty == inner.ServerRequests.IsDefaultOrEmpty && Covers(outer.ServerRequests, inner.ServerRequests) && Covers(outer.ToolChanges, inner.ToolChanges)
        && Covers(outer.Models, inner.Models) && Covers(outer.Tools, inner.Tools)
        && (outer.MaxTokens is null || inner.MaxTokens?.Above >= outer.MaxTokens.Above)
        && (outer.Graphql is null || (inner.Graphql is { } graphql && Covers(outer.Graphql.Kinds, graphql.Kinds) && Covers(outer.Graphql.Fields, graphql.Fields)));

    private static bool Covers(ImmutableSortedDictionary<string, ImmutableArray<string>> outer, ImmutableSortedDictionary<string, ImmutableArray<string>> inner, StringComparer names) =>
        outer.All(o => inner.Any(i => names.Equals(i.Key, o.Key) && !o.Value.IsDefaultOrEmpty && Covers(o.Value, i.Value)));

    /// <summary>An empty list asks for nothing.</summary>
    private static bool Covers<T>(ImmutableArray<T> outer, ImmutableArray<T> inner) => Covers(outer, inner, EqualityComparer<T>.Default.Equals);

    private static bool Covers<T>(ImmutableArray<T> outer, ImmutableArray<T> inner, Func<T, T, bool> covers) =>
        outer.IsDefaultOrEmpty || (!inner.IsDefaultOrEmpty && inner.All(i => outer.Any(o => covers(o, i))));

    private static bool CoversName(string outer, string inner)
    {
        if (!NamePattern.TryParse(outer, out var o) || !NamePattern.TryParse(inner, out var i)) return false;
        return (o.Schema is null or "*" || string.Equals(o.Schema, i.Schema, StringComparison.OrdinalIgnoreCase)) && (o.Name == "*" || string.Equals(o.Name, i.Name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Same(TimeWindow a, TimeWindow b) =>
        (a.From, a.To, a.Zone) == (b.From, b.To, b.Zone) && (a.Days.IsDefaultOrEmpty ? b.Days.IsDefaultOrEmpty : !b.Days.IsDefaultOrEmpty && a.Days.ToHashSet().SetEquals(b.Days));
}
