using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>Whom and where a rule concerns.</summary>
public static class SubjectRules
{
    /// <summary>Each list that is not empty must contain something of the caller; with no list at all, everybody. Of the caller alone: who acts for it is asked by <see cref="MatchesAny"/> and <see cref="MatchesEach"/>.</summary>
    public static bool Matches(this SubjectMatch match, CallerIdentity caller) =>
        (match.Groups.IsDefaultOrEmpty || caller.Groups.Any(g => match.Groups.Contains(g, StringComparer.Ordinal)))
        && (match.Identities.IsDefaultOrEmpty || match.Identities.Contains(caller.Name, StringComparer.Ordinal))
        && (match.Kinds.IsDefaultOrEmpty || match.Kinds.Contains(caller.Kind));

    /// <summary>Whether it concerns the caller or somebody who acts for it: what restricts one link restricts the chain.</summary>
    public static bool MatchesAny(this SubjectMatch match, CallerIdentity caller) => caller.Actors.IsEmpty ? match.Matches(caller) : caller.Chain.Any(match.Matches);

    /// <summary>Whether it concerns the caller and everybody who acts for it: what favours a chain must favour each link.</summary>
    public static bool MatchesEach(this SubjectMatch match, CallerIdentity caller) => caller.Actors.IsEmpty ? match.Matches(caller) : caller.Chain.All(match.Matches);

    /// <summary>No list at all.</summary>
    public static bool IsEmpty(this SubjectMatch match) => match.Groups.IsDefaultOrEmpty && match.Identities.IsDefaultOrEmpty && match.Kinds.IsDefaultOrEmpty;

    /// <summary>Any of the names and all of the tags; empty matches every connection.</summary>
    public static bool Matches(this ConnectionMatch match, ConnectionConfig connection) =>
        (match.Names.IsDefaultOrEmpty || match.Names.Contains(connection.Name, StringComparer.Ordinal))
        && match.Tags.All(tag => connection.Tags.TryGetValue(tag.Key, out var value) && string.Equals(value, tag.Value, StringComparison.Ordinal));

    public static bool IsEmpty(this ConnectionMatch match) => match.Names.IsDefaultOrEmpty && match.Tags.IsEmpty;
}
